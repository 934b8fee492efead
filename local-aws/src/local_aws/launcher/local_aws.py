"""The local AWS: CloudFormation, Lambda, Step Functions, IAM, S3 and logs on one loopback port; EC2, EKS, EC2 Auto
Scaling and Resource Groups on another.

    with LocalAws(region="ap-northeast-2") as local:
        local.client("cloudformation").create_stack(...)

`local-aws start` (foreground.py) is the same for people.
"""

import os
from pathlib import Path
from types import TracebackType

from local_aws.client.connection import EC2_EKS_ENDPOINTS, Connection
from local_aws.launcher.seed import seed
from local_aws.launcher.servers import LOOPBACK, Server, chosen_port, cloudformation_server, ec2_eks_server
from local_aws.launcher.work_folder import WorkFolder

DEFAULT_REGION = "us-east-1"


class LocalAws(Connection):
    """Both servers, seeded. Use as a context manager, or call start() and stop()."""

    def __init__(self, region: str | None = None, settings: dict[str, str] | None = None, seeded: bool = True):
        """settings: environment of the CloudFormation server and its functions, as {"LAMBDA_PARALLEL": "8"}. With
        {"AUTH": "true"} IAM is asked about every call that a role of a function signs."""
        super().__init__(region or os.environ.get("LOCAL_AWS_REGION") or DEFAULT_REGION, {})
        self._settings, self._seeded = settings, seeded
        self._folder: WorkFolder | None = None
        self.servers: list[Server] = []

    def __enter__(self) -> "LocalAws":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def folder(self) -> Path:
        """Where all that the servers write is, while they run."""
        if self._folder is None:
            raise RuntimeError("The local AWS does not run.")
        return self._folder.path

    def start(self) -> "LocalAws":
        """Raises servers.ServerFailed; nothing is left running then."""
        try:
            self._start_servers()
            self._seed()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        for server in self.servers:
            server.stop()
        self.servers = []
        self._forget_clients()
        if self._folder:
            self._folder.remove()
            self._folder = None

    def reset(self) -> None:
        """Back to the seed alone: registered types, stacks, functions and logs are deleted too. `environment` names the
        new resources."""
        self.cloudformation_route("POST", "/_ministack/reset")
        self.ec2_eks_route("POST", "/moto-api/reset")
        self._seed()

    def _start_servers(self) -> None:
        self._folder = WorkFolder()
        port = chosen_port("LOCAL_AWS_PORT")
        asks_iam = (self._settings or {}).get("AUTH") == "true"
        ec2_eks = ec2_eks_server(
            self._folder, chosen_port("LOCAL_AWS_EC2_EKS_PORT"), f"http://{LOOPBACK}:{port}" if asks_iam else None
        )
        self.servers.append(ec2_eks)
        cloudformation = cloudformation_server(self._folder, port, self.region, ec2_eks.url, self._settings)
        self.servers.append(cloudformation)
        for server in self.servers:
            server.wait_until_ready()
        self.environment = {
            "AWS_ENDPOINT_URL": cloudformation.url,
            **dict.fromkeys(EC2_EKS_ENDPOINTS.values(), ec2_eks.url),
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
        }

    def _seed(self) -> None:
        if self._seeded:
            self.environment.update(seed(self.client))
