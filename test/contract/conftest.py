"""One local AWS for all tests of this folder, with the bundle as a function in it."""
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "local-aws"))

from contract import REGION, Contract  # noqa: E402
from start import LocalAws  # noqa: E402


@pytest.fixture(scope="session")
def local():
    with LocalAws(REGION) as local:
        yield local


@pytest.fixture(scope="session")
def contract(local):
    return Contract(local)
