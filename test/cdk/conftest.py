"""A local AWS in us-west-2, where the apps are, and the npm package as it is packed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from efa_tools import npm_project
from local_aws.launcher.local_aws import LocalAws

from .cli import CdkApp


@pytest.fixture(scope="session")
def local() -> Iterator[LocalAws]:
    with LocalAws("us-west-2") as started:
        yield started


@pytest.fixture(scope="session")
def tarball() -> Path:
    return npm_project.packed_package()


@pytest.fixture(scope="session")
def app(local: LocalAws, tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], CdkApp]:
    """A new folder with the app of that name."""
    return lambda name: CdkApp(local, tarball, tmp_path_factory.mktemp("cdk"), name)
