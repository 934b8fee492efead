"""The checkout that a tool works on."""

from pathlib import Path


class NoCheckout(Exception):
    """The tool runs outside of a checkout."""


def current() -> Path:
    """The checkout that the current folder is in. The tools are installed once, and work on copies of it too."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / ".rpdk-config").exists():
            return folder
    raise NoCheckout(f"{here} is in no checkout of this repository: there is no .rpdk-config")
