"""What the handler writes to the type owner's CloudWatch: logs and metrics arrive, and none of it can fail the
handler."""

import contextlib
import json
import socket
import threading
import time
import uuid
from collections.abc import Iterator

import pytest

from local_aws.contract.suite import REGION, ZONES, Contract
from local_aws.launcher.local_aws import LocalAws

ACCOUNT_ID, LOG_GROUP = "123456789012", "provider"
NAMESPACE = "AWS/CloudFormation/Efa/EKS/NodeGroup"
# CloudFormation gives up LIST after 30 s, and other invocations after 60 s.
MOST_SECONDS = 30


class Handler:
    """One function, invoked as CloudFormation does for a registered type with a LoggingConfig."""

    def __init__(self, local: LocalAws, function: str, log_group: str):
        self._local, self._function, self._log_group = local, function, log_group
        self.seconds: list[float] = []

    def run(self, action: str, model: dict) -> dict:
        """The operation's last answer."""
        token, context = str(uuid.uuid4()), None
        while True:
            answer = self.invoke(action, model, context, token)
            if answer.get("status") != "IN_PROGRESS":
                return answer
            model, context = answer["resourceModel"], answer["callbackContext"]

    def invoke(
        self, action: str, model: dict, context: dict | None = None, token: str = "00000000-0000-0000-0000-000000000000"
    ) -> dict:
        event = {
            "action": action,
            "awsAccountId": ACCOUNT_ID,
            "bearerToken": token,
            "region": REGION,
            "resourceType": "Efa::EKS::NodeGroup",
            "resourceTypeVersion": "00000001",
            "callbackContext": context,
            "requestData": {
                "callerCredentials": self._credentials(),
                "providerCredentials": self._credentials(),
                "providerLogGroupName": self._log_group,
                "logicalResourceId": "Nodes",
                "resourceProperties": model,
            },
        }
        started = time.monotonic()
        answer = self._local.client("lambda").invoke(FunctionName=self._function, Payload=json.dumps(event))
        self.seconds.append(time.monotonic() - started)
        return json.load(answer["Payload"])

    def _credentials(self) -> dict:
        issued = self._local.client("sts").get_session_token()["Credentials"]
        return {
            "accessKeyId": issued["AccessKeyId"],
            "secretAccessKey": issued["SecretAccessKey"],
            "sessionToken": issued["SessionToken"],
        }


@pytest.fixture
def model(local: LocalAws) -> dict:
    subnets = local.client("ec2").describe_subnets(SubnetIds=local.environment["SUBNET_IDS"].split(","))["Subnets"]
    return {
        "ClusterName": local.environment["CLUSTER_NAME"],
        "NodeRole": local.environment["NODE_ROLE_ARN"],
        "Subnets": [subnet["SubnetId"] for subnet in subnets if subnet["AvailabilityZone"] in ZONES],
        "InstanceTypes": ["c5n.9xlarge"],
        "ScalingConfig": {"MinSize": 0, "MaxSize": 1},
    }


@pytest.fixture
def hanging() -> Iterator[str]:
    """The address of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken: list[socket.socket] = []

        def take() -> None:
            with contextlib.suppress(OSError):  # the listener is closed
                while True:
                    taken.append(listener.accept()[0])

        threading.Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def messages(local: LocalAws) -> list[str]:
    logs = local.client("logs")
    streams = logs.describe_log_streams(logGroupName=LOG_GROUP)["logStreams"]
    return [
        event["message"]
        for stream in streams
        for event in logs.get_log_events(logGroupName=LOG_GROUP, logStreamName=stream["logStreamName"])["events"]
    ]


def test_logs_and_metrics_arrive(local: LocalAws, contract: Contract, model: dict) -> None:
    handler = Handler(local, contract.function("with-cloudwatch"), LOG_GROUP)
    created = handler.run("CREATE", model)
    deleted = handler.run("DELETE", {"Id": created["resourceModel"]["Id"]})
    assert (created["status"], deleted["status"]) == ("SUCCESS", "SUCCESS")

    steps = [json.loads(message) for message in messages(local) if message.startswith("{")]
    assert {(step["action"], step["id"]) for step in steps} == {
        (action, created["resourceModel"]["Id"]) for action in ("CREATE", "DELETE")
    }
    assert {"observe", "call", "wait", "read"} <= {key for step in steps for key in step}
    assert not [message for message in messages(local) if model["NodeRole"] in message]

    metrics = local.client("cloudwatch").list_metrics(Namespace=NAMESPACE)["Metrics"]
    assert {"HandlerInvocationCount", "HandlerInvocationDuration"} <= {metric["MetricName"] for metric in metrics}


def without_cloudwatch(local: LocalAws, contract: Contract, name: str, address: str) -> Handler:
    function = contract.function(
        name, variables={"AWS_ENDPOINT_URL_CLOUDWATCH": address, "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS": address}
    )
    return Handler(local, function, "away")


def test_the_handler_succeeds_where_cloudwatch_refuses(local: LocalAws, contract: Contract, model: dict) -> None:
    handler = without_cloudwatch(local, contract, "cloudwatch-refuses", "http://127.0.0.1:9")
    created = handler.run("CREATE", model)
    assert created["status"] == "SUCCESS", created.get("message")
    deleted = handler.run("DELETE", {"Id": created["resourceModel"]["Id"]})
    assert deleted["status"] == "SUCCESS", deleted.get("message")


def test_the_handler_answers_in_time_where_cloudwatch_hangs(
    local: LocalAws, contract: Contract, model: dict, hanging: str
) -> None:
    handler = without_cloudwatch(local, contract, "cloudwatch-hangs", hanging)
    listed = handler.run("LIST", {})
    assert listed.get("status") == "SUCCESS", listed
    # the first answer of CREATE comes before anything is created
    begun = handler.invoke("CREATE", model)
    assert begun.get("status") == "IN_PROGRESS", begun
    assert max(handler.seconds) < MOST_SECONDS
