"""Pytest fixtures: one CloudFormation server for a module, and in it the type of thing_type.py, fresh for each test."""
import sys
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import servers  # noqa: E402,F401
from thing_type import Things  # noqa: E402

FAST = {"CALLBACK_DELAY_SCALE": "0.001"}
EC2_EKS_URL = "http://127.0.0.1:9"  # nothing listens there: these tests only look that functions are told


class RunningServer:
    def __init__(self, settings: dict):
        self.folder = servers.WorkFolder()
        self.server = servers.cloudformation_server(
            self.folder, servers.free_port(), "us-east-1", EC2_EKS_URL, {**FAST, **settings})

    def client(self, service: str, region: str = "us-east-1"):
        config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
        return boto3.client(service, endpoint_url=self.server.url, region_name=region, aws_access_key_id="testing",
                            aws_secret_access_key="testing", config=config)

    def stop(self) -> None:
        self.server.stop()
        self.folder.remove()


def start(settings: dict | None = None) -> RunningServer:
    running = RunningServer(settings or {})
    try:
        running.server.wait_until_ready()
    except BaseException:
        running.stop()
        raise
    return running


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
