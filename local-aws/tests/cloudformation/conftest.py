"""One CloudFormation server for a module, and in it the type of thing_type.py, fresh for each test."""

import pytest

from .server import start
from .thing_type import Things


@pytest.fixture(scope="module")
def running():
    server = start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def registered(running):
    things = Things(running.client, running.folder.temporary)
    things.register()
    return things


@pytest.fixture
def things(registered):
    registered.mark()
    return registered
