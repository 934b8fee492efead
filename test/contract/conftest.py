"""One local AWS for all tests of this folder, with the bundle as a function in it."""

from collections.abc import Iterator

import pytest

from local_aws.contract.suite import REGION, Contract
from local_aws.launcher.local_aws import LocalAws


@pytest.fixture(scope="session")
def local() -> Iterator[LocalAws]:
    with LocalAws(REGION) as local:
        yield local


@pytest.fixture(scope="session")
def contract(local: LocalAws) -> Contract:
    return Contract(local)
