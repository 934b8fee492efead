"""One CloudFormation server for a module, and in it the type of thing_type.py, fresh for each test."""

from collections.abc import Iterator

import pytest

from .server import RunningServer, start
from .thing_type import Things


@pytest.fixture(scope="module")
def running() -> Iterator[RunningServer]:
    server = start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def registered(running: RunningServer) -> Things:
    things = Things(running.client, running.folder.temporary)
    things.register()
    return things


@pytest.fixture
def things(registered: Things) -> Things:
    registered.mark()
    return registered
