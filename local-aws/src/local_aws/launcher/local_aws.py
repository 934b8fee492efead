"""The local AWS: CloudFormation, Lambda, Step Functions, IAM, S3 and logs on one loopback port; EC2, EKS, EC2 Auto
Scaling and Resource Groups on another.

    with LocalAws(region="ap-northeast-2") as local:
        local.client("cloudformation").create_stack(...)

`local-aws start` (foreground.py) is the same for people.
"""

import json
import os
import threading
import urllib.error
import urllib.request

import boto3
from botocore.config import Config

from local_aws.launcher.seed import seed
from local_aws.launcher.servers import (
    EC2_EKS_ENDPOINTS,
    Server,
    chosen_port,
    cloudformation_server,
    ec2_eks_server,
)
from local_aws.launcher.work_folder import WorkFolder

DEFAULT_REGION = "us-east-1"


class LocalAws:
    """Both servers, seeded. Use as a context manager, or call start() and stop()."""

    def __init__(self, region: str | None = None, settings: dict[str, str] | None = None, seeded: bool = True):
        """settings: environment of the CloudFormation server and its functions, as {"LAMBDA_PARALLEL": "8"}."""
        self.region = region or os.environ.get("LOCAL_AWS_REGION") or DEFAULT_REGION
        self.environment: dict[str, str] = {}
        self._settings, self._seeded = settings, seeded
        self._folder: WorkFolder | None = None
        self._clients: dict[tuple, object] = {}
        self._making_client = threading.Lock()
        self.servers: list[Server] = []

    def __enter__(self) -> "LocalAws":
        return self.start()

    def __exit__(self, *exception) -> None:
        self.stop()

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
        self._clients.clear()
        if self._folder:
            self._folder.remove()
            self._folder = None

    def client(self, service: str, access_key: str = "testing", **options):
        """A boto3 client of the local AWS, whatever the caller's own environment says. The call log of EC2 and EKS
        tells the access key, so a test can tell its own calls from the handler's."""
        # Making one costs half a second, for EC2's large model; any number of threads can use it.
        wanted = (service, access_key, *sorted(options.items()))
        with self._making_client:
            if wanted not in self._clients:
                self._clients[wanted] = self._new_client(service, access_key, **options)
            return self._clients[wanted]

    def _new_client(self, service: str, access_key: str, **options):
        endpoint = self.environment[EC2_EKS_ENDPOINTS.get(service, "AWS_ENDPOINT_URL")]
        config = Config(
            retries={"total_max_attempts": 1},
            read_timeout=120,
            max_pool_connections=50,
            s3={"addressing_style": "path"},
        )
        return boto3.Session(
            aws_access_key_id=access_key, aws_secret_access_key="testing", region_name=self.region
        ).client(service, endpoint_url=endpoint, config=config, **options)

    def invoke(self, type_name: str, action: str, model: dict | None = None, **request) -> dict:
        """The last ProgressEvent of a registered type's handler, called directly (READ and LIST above all)."""
        return self.cloudformation_route(
            "POST",
            "/local-aws/invoke",
            {"typeName": type_name, "action": action, "model": model, "region": self.region, **request},
        )

    def calls(self, **query) -> list:
        """The calls that EC2, EKS, Auto Scaling and Resource Groups answered so far."""
        parameters = "&".join(f"{name}={value}" for name, value in query.items())
        return self.ec2_eks_route("GET", f"/local-aws/calls?{parameters}")

    def cloudformation_route(self, method: str, path: str, body: dict | None = None):
        return _http(method, self.environment["AWS_ENDPOINT_URL"] + path, body)

    def ec2_eks_route(self, method: str, path: str, body: dict | None = None):
        return _http(method, self.environment["AWS_ENDPOINT_URL_EC2"] + path, body)

    def reset(self) -> None:
        """Back to the seed alone: registered types, stacks, functions and logs are gone too. `environment` names the
        new things."""
        self.cloudformation_route("POST", "/_ministack/reset")
        self.ec2_eks_route("POST", "/moto-api/reset")
        self._seed()

    def _start_servers(self) -> None:
        self._folder = WorkFolder()
        ec2_eks = ec2_eks_server(self._folder, chosen_port("LOCAL_AWS_EC2_EKS_PORT"))
        self.servers.append(ec2_eks)
        cloudformation = cloudformation_server(
            self._folder, chosen_port("LOCAL_AWS_PORT"), self.region, ec2_eks.url, self._settings
        )
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


def _http(method: str, url: str, body: dict | None):
    """The decoded JSON answer, or its text; raises urllib.error.HTTPError with the answer as its reason."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data=data, method=method, headers={"Content-Type": "application/json"})
    # No proxy of the caller's environment stands between us and the loopback interface.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=600) as response:
            text = response.read().decode()
    except urllib.error.HTTPError as error:
        raise urllib.error.HTTPError(
            url, error.code, error.read().decode(errors="replace"), error.headers, None
        ) from error
    try:
        return json.loads(text)
    except ValueError:
        return text
