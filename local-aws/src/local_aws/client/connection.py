"""What a process needs to use a local AWS that runs, whoever started it: the Region and the environment variables."""

import json
import threading
import urllib.error
import urllib.request
from typing import Any

import boto3
from botocore.config import Config

# The services of the EC2 and EKS server: boto3's name, and the variable from which the SDKs take the address.
EC2_EKS_ENDPOINTS = {
    "ec2": "AWS_ENDPOINT_URL_EC2",
    "eks": "AWS_ENDPOINT_URL_EKS",
    "autoscaling": "AWS_ENDPOINT_URL_AUTO_SCALING",
    "resource-groups": "AWS_ENDPOINT_URL_RESOURCE_GROUPS",
    # moto's load balancers have the subnets and VPCs of its EC2, as the CDK's look-up of one needs them
    "elbv2": "AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2",
}
ROUTE_TIMEOUT_SECONDS = 600


class Connection:
    """Clients and control routes of one local AWS."""

    def __init__(self, region: str, environment: dict[str, str]):
        self.region, self.environment = region, environment
        self._clients: dict[tuple, Any] = {}
        # boto3 reads the model of a service once for each session.
        self._sessions: dict[str, boto3.Session] = {}
        self._making_client = threading.Lock()

    def client(self, service: str, access_key: str = "testing", **options: Any) -> Any:
        """A boto3 client of the local AWS, whatever the caller's own environment says. The call log of EC2 and EKS
        shows the access key, so a test can distinguish its own calls from the handler's."""
        # Creating one takes half a second, for EC2's large model; any number of threads can use it.
        key = (service, access_key, *sorted(options.items()))
        with self._making_client:
            if key not in self._clients:
                self._clients[key] = self._new_client(service, access_key, **options)
            return self._clients[key]

    def invoke(self, type_name: str, action: str, model: dict | None = None, **request: Any) -> dict:
        """The last ProgressEvent of a registered type's handler, called directly (READ and LIST above all)."""
        return self.cloudformation_route(
            "POST",
            "/local-aws/invoke",
            {"typeName": type_name, "action": action, "model": model, "region": self.region, **request},
        )

    def calls(self, **query: Any) -> list:
        """The calls that EC2, EKS, Auto Scaling and Resource Groups answered so far."""
        parameters = "&".join(f"{name}={value}" for name, value in query.items())
        return self.ec2_eks_route("GET", f"/local-aws/calls?{parameters}")

    def cloudformation_route(self, method: str, path: str, body: dict | None = None) -> Any:
        return _http(method, self.environment["AWS_ENDPOINT_URL"] + path, body)

    def ec2_eks_route(self, method: str, path: str, body: dict | None = None) -> Any:
        return _http(method, self.environment["AWS_ENDPOINT_URL_EC2"] + path, body)

    def _session(self, access_key: str) -> boto3.Session:
        if access_key not in self._sessions:
            self._sessions[access_key] = boto3.Session(
                aws_access_key_id=access_key, aws_secret_access_key="testing", region_name=self.region
            )
        return self._sessions[access_key]

    def _forget_clients(self) -> None:
        self._clients.clear()

    def _new_client(self, service: str, access_key: str, **options: Any) -> Any:
        endpoint = self.environment[EC2_EKS_ENDPOINTS.get(service, "AWS_ENDPOINT_URL")]
        config = Config(
            retries={"total_max_attempts": 1},
            read_timeout=120,
            max_pool_connections=50,
            s3={"addressing_style": "path"},
        )
        session = self._session(access_key)
        return session.client(service, endpoint_url=endpoint, config=config, **options)


def _http(method: str, url: str, body: dict | None) -> Any:
    """The decoded JSON answer, or its text; raises urllib.error.HTTPError with the answer as its reason."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data=data, method=method, headers={"Content-Type": "application/json"})
    # No proxy of the caller's environment stands between us and the loopback interface.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=ROUTE_TIMEOUT_SECONDS) as response:
            text = response.read().decode()
    except urllib.error.HTTPError as error:
        reason = error.read().decode(errors="replace")
        raise urllib.error.HTTPError(url, error.code, reason, error.headers, None) from error
    try:
        return json.loads(text)
    except ValueError:
        return text
