"""One server for all tests, emptied before each, and a world in it."""

import threading
from collections.abc import Iterator

import pytest

from local_aws.ec2_eks import server

from .world import World


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    running = server.create(0)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()


@pytest.fixture
def world(endpoint: str) -> World:
    empty = World(endpoint)
    for model in ("eks::nodegroup", "eks::nodegroup-update"):
        empty.control("POST", "/moto-api/state-manager/unset-transition", {"model_name": model})
    empty.control("POST", "/moto-api/reset")
    return empty.build()
