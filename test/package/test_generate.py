"""`make generate` and its check."""

import subprocess
from pathlib import Path

from efa_tools import checkout
from efa_tools.checkout_copy import copy_of_checkout

GUIDE = "guides/properties.md"


def generate(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(["node", "scripts/generate.mjs", *arguments], cwd=folder, text=True, capture_output=True)


def test_the_check_names_a_file_that_is_out_of_date_and_writes_nothing() -> None:
    with copy_of_checkout() as folder:
        (folder / GUIDE).write_text("Out of date.\n")
        checked = generate(folder, "--check", "property-guide")
        assert (checked.returncode, checked.stderr) == (1, f"{GUIDE} is out of date. Run make generate.\n")
        assert (folder / GUIDE).read_text() == "Out of date.\n"
        written = generate(folder, "property-guide")
        assert (written.returncode, written.stdout) == (0, f"{GUIDE}\n")
        assert (folder / GUIDE).read_text() == (checkout.current() / GUIDE).read_text()


def test_an_unknown_generator_is_refused_with_the_names_of_all() -> None:
    refused = generate(checkout.current(), "--check", "nope")
    assert refused.returncode == 2
    assert refused.stderr.startswith("There is no generator nope. There are cfn, ")
