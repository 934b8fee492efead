"""One CloudFormation server, without the server of EC2 and EKS."""

from typing import Any

import boto3
from botocore.config import Config

from local_aws.launcher import servers
from local_aws.launcher.work_folder import WorkFolder

FAST = {"CALLBACK_DELAY_SCALE": "0.001"}
EC2_EKS_URL = "http://127.0.0.1:9"  # nothing listens there: these tests only check that functions get the address


class RunningServer:
    def __init__(self, settings: dict):
        self.folder = WorkFolder()
        self.server = servers.cloudformation_server(
            self.folder, servers.free_port(), "us-east-1", EC2_EKS_URL, {**FAST, **settings}
        )

    def client(self, service: str, region: str = "us-east-1") -> Any:
        config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
        return boto3.client(
            service,
            endpoint_url=self.server.url,
            region_name=region,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            config=config,
        )

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
