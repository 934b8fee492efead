"""install/registry.yaml on a local AWS that asks IAM about every call of its two roles. The same for the custom
resource is test/e2e/test_two_teams.py.

What is not asked there is what EKS asks in its caller's name beyond iam:PassRole and the launch template:
test_calls.py evaluates that.
"""

from collections.abc import Iterator

import pytest

from local_aws.client.stacks import Stack
from local_aws.launcher.local_aws import LocalAws

from .conftest import REGION
from .test_registry import BUCKET, TEMPLATE, WORKLOAD

DENIED = ("AccessDeniedException", "UnauthorizedOperation", "AccessDenied")


@pytest.fixture(scope="module")
def limited(packages: dict[str, bytes]) -> Iterator[LocalAws]:
    """With the type, which may act in the seed's cluster alone."""
    with LocalAws(REGION, {"CALLBACK_DELAY_SCALE": "0.001", "AUTH": "true"}) as local:
        s3 = local.client("s3")
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": local.region})
        s3.put_object(Bucket=BUCKET, Key="1.zip", Body=packages["1.0.0.zip"])
        installed = Stack(local.client("cloudformation"), "efa-registry").create(
            TEMPLATE,
            {
                "PackageBucket": BUCKET,
                "FirstPackageKey": "1.zip",
                "NodeRoleArns": local.environment["NODE_ROLE_ARN"],
                "ClusterNames": local.environment["CLUSTER_NAME"],
            },
        )
        assert installed.status == "CREATE_COMPLETE", installed.events
        yield local


def parameters(local: LocalAws, **changes: str) -> dict[str, str]:
    environment = local.environment
    given = {
        "ClusterName": environment["CLUSTER_NAME"],
        "NodeRole": environment["NODE_ROLE_ARN"],
        "Subnets": environment["SUBNET_IDS"],
    }
    return {**given, **changes}


def test_a_node_group_lives_and_dies_by_the_role(limited: LocalAws) -> None:
    stack = Stack(limited.client("cloudformation"), "training")
    created = stack.create(WORKLOAD, parameters(limited))
    assert created.status == "CREATE_COMPLETE", created.events
    assert stack.update(WORKLOAD, parameters(limited, MaxSize="11")).status == "UPDATE_COMPLETE"
    assert stack.delete().status == "DELETE_COMPLETE"
    of_role = [call for call in limited.calls() if str(call["accessKeyId"]).startswith("ASIA")]
    assert len(of_role) > 40
    assert [call for call in of_role if call["errorCode"] in DENIED] == []


def test_its_log_and_metrics_arrive_by_the_logging_role(limited: LocalAws) -> None:
    logs = limited.client("logs")
    events = logs.filter_log_events(logGroupName="/efa-eks-nodegroup/efa-registry")["events"]
    assert [event for event in events if "eks:CreateNodegroup" in event["message"]]
    # what the library could not send, as metrics, is said in the function's own log
    groups = logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/")["logGroups"]
    said = [each for group in groups for each in logs.filter_log_events(logGroupName=group["logGroupName"])["events"]]
    assert len(said) > 10
    assert [each["message"] for each in said if "is not authorized" in each["message"]] == []


def test_another_cluster_is_refused_before_anything_is_made(limited: LocalAws) -> None:
    limited.client("eks").create_cluster(
        name="production",
        version="1.33",
        roleArn=limited.environment["CLUSTER_ROLE_ARN"],
        resourcesVpcConfig={"subnetIds": limited.environment["SUBNET_IDS"].split(",")},
    )
    before = len(limited.calls())
    stack = Stack(limited.client("cloudformation"), "elsewhere")
    ended = stack.create(WORKLOAD, parameters(limited, ClusterName="production"))
    assert ended.status == "ROLLBACK_COMPLETE"
    [reason] = ended.reasons("Workers", "CREATE_FAILED")
    assert "with an explicit deny" in reason
    assert [call["action"] for call in limited.calls(since=before) if call["write"]] == []
    stack.delete()
