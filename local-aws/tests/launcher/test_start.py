"""The local AWS as a whole: what it contains when it is ready, what it writes where, and that nothing of it outlives
its parent."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_aws.checkout.paths import RUNS
from local_aws.launcher.local_aws import LocalAws
from local_aws.launcher.servers import free_port
from local_aws.launcher.work_folder import WorkFolder

COMMAND = Path(sys.executable).with_name("local-aws")

START_SECONDS = 60
END_SECONDS = 20


@pytest.fixture(scope="module")
def local() -> Iterator[LocalAws]:
    with LocalAws(region="ap-northeast-2") as local:
        yield local


def test_seed(local: LocalAws) -> None:
    subnets = local.client("ec2").describe_subnets(SubnetIds=local.environment["SUBNET_IDS"].split(","))["Subnets"]
    zones = local.client("ec2").describe_availability_zones()["AvailabilityZones"]
    assert {subnet["AvailabilityZone"] for subnet in subnets} == {zone["ZoneName"] for zone in zones}
    assert all(subnet["AvailabilityZone"].startswith("ap-northeast-2") for subnet in subnets)
    assert not any(subnet["MapPublicIpOnLaunch"] for subnet in subnets)
    cluster = local.client("eks").describe_cluster(name=local.environment["CLUSTER_NAME"])["cluster"]
    assert (cluster["version"], cluster["status"]) == ("1.33", "ACTIVE")
    assert cluster["resourcesVpcConfig"]["clusterSecurityGroupId"].startswith("sg-")
    role = local.client("iam").get_role(RoleName=local.environment["NODE_ROLE_ARN"].rpartition("/")[2])["Role"]
    assert role["Arn"] == local.environment["NODE_ROLE_ARN"]


def test_things_of_others(local: LocalAws) -> None:
    ec2, eks = local.client("ec2"), local.client("eks")
    assert ec2.describe_security_groups(GroupIds=[local.environment["OTHERS_SECURITY_GROUP_ID"]])["SecurityGroups"]
    assert ec2.describe_placement_groups(GroupNames=[local.environment["OTHERS_PLACEMENT_GROUP_NAME"]])[
        "PlacementGroups"
    ]
    assert ec2.describe_launch_templates(LaunchTemplateIds=[local.environment["OTHERS_LAUNCH_TEMPLATE_ID"]])[
        "LaunchTemplates"
    ]
    nodegroup = eks.describe_nodegroup(clusterName=local.environment["CLUSTER_NAME"], nodegroupName="others")[
        "nodegroup"
    ]
    assert nodegroup["tags"]["owner"] == "others"


def test_ec2_and_eks_are_one_server_and_the_rest_another(local: LocalAws) -> None:
    assert local.environment["AWS_ENDPOINT_URL_EC2"] == local.environment["AWS_ENDPOINT_URL_EKS"]
    assert local.environment["AWS_ENDPOINT_URL_EC2"] != local.environment["AWS_ENDPOINT_URL"]


def test_servers_write_inside_the_checkout_and_see_no_foreign_environment(local: LocalAws) -> None:
    for server in local.servers:
        environment = Path(f"/proc/{server.process_id}/environ")
        if not environment.exists():
            pytest.skip("no /proc here")
        variables = dict(entry.split("=", 1) for entry in environment.read_text().split("\0") if "=" in entry)
        assert Path(variables["TMPDIR"]).is_relative_to(RUNS)
        assert not [name for name in variables if name.lower().endswith("_proxy") or name == "AWS_PROFILE"]


def test_auto_scaling_and_resource_groups_are_with_ec2(local: LocalAws) -> None:
    groups = local.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    assert [group["AutoScalingGroupName"].startswith("eks-others-") for group in groups] == [True]
    assert local.client("resource-groups").list_groups()["GroupIdentifiers"] == []
    assert {call["service"] for call in local.calls()} >= {"ec2", "eks", "autoscaling", "resource-groups"}


def test_functions_inherit_where_the_services_are(local: LocalAws) -> None:
    environment = Path(f"/proc/{local.servers[1].process_id}/environ")
    if not environment.exists():
        pytest.skip("no /proc here")
    variables = dict(entry.split("=", 1) for entry in environment.read_text().split("\0") if "=" in entry)
    assert {variables[f"AWS_ENDPOINT_URL_{name}"] for name in ("EC2", "EKS", "AUTO_SCALING", "RESOURCE_GROUPS")} == {
        local.environment["AWS_ENDPOINT_URL_EC2"]
    }


def test_reset_leaves_the_seed(local: LocalAws) -> None:
    local.client("s3").create_bucket(Bucket="left", CreateBucketConfiguration={"LocationConstraint": local.region})
    created = local.client("ec2").create_placement_group(GroupName="mine", Strategy="cluster")
    assert created
    old_vpc = local.environment["VPC_ID"]
    local.reset()
    assert local.client("s3").list_buckets()["Buckets"] == []
    assert [group["GroupName"] for group in local.client("ec2").describe_placement_groups()["PlacementGroups"]] == [
        "others"
    ]
    assert local.environment["VPC_ID"] != old_vpc
    test_seed(local)


def test_calls_of_a_client_with_its_own_key_can_be_told_apart(local: LocalAws) -> None:
    local.client("ec2", access_key="AKIAOTHERS").describe_vpcs()
    assert any(call["accessKeyId"] == "AKIAOTHERS" for call in local.calls())


def test_folder_of_a_killed_run_is_removed_by_the_next() -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    left = RUNS / f"run-{ended.pid}-left"
    (left / "tmp").mkdir(parents=True)
    WorkFolder().remove()
    assert not left.exists()


def test_running_twice_at_once() -> None:
    with LocalAws(seeded=False) as one, LocalAws(seeded=False) as other:
        assert one.environment["AWS_ENDPOINT_URL"] != other.environment["AWS_ENDPOINT_URL"]
    assert not one.servers
    assert not other.servers


class Foreground:
    """`local-aws start`, as the Makefile starts it."""

    def __init__(self, **environment: str):
        self.process = subprocess.Popen(
            [str(COMMAND), "start"], stdout=subprocess.PIPE, text=True, env={**os.environ, **environment}
        )
        self.lines: list[str] = []
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if "ready" in line:
                break
        self.exported = dict(re.findall(r"(?m)^export (\w+)=(.*)$", "\n".join(self.lines)))

    def server_processes(self) -> list[int]:
        listing = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        return [
            int(pid)
            for pid, parent in (line.split() for line in listing.splitlines())
            if int(parent) == self.process.pid
        ]


def gone(process_ids: list[int]) -> bool:
    deadline = time.monotonic() + END_SECONDS
    while time.monotonic() < deadline:
        if not any(_alive(process_id) for process_id in process_ids):
            return True
        time.sleep(0.05)
    return False


def _alive(process_id: int) -> bool:
    listing = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process_id)], capture_output=True, text=True
    ).stdout.strip()
    return bool(listing) and not listing.startswith("Z")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_foreground_prints_exports_and_its_servers_end_with_it(number: signal.Signals) -> None:
    foreground = Foreground(LOCAL_AWS_REGION="eu-west-1")
    assert {
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_EC2",
        "AWS_ENDPOINT_URL_EKS",
        "AWS_ENDPOINT_URL_AUTO_SCALING",
        "AWS_ENDPOINT_URL_RESOURCE_GROUPS",
        "AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "CLUSTER_NAME",
        "VPC_ID",
        "SUBNET_IDS",
        "NODE_ROLE_ARN",
    } <= foreground.exported.keys()
    assert foreground.exported["AWS_REGION"] == "eu-west-1"
    assert "Stop it" in foreground.lines[-1]
    children = foreground.server_processes()
    assert len(children) == 2
    foreground.process.send_signal(number)
    foreground.process.wait(END_SECONDS)
    assert gone(children)
    if number != signal.SIGKILL:
        assert foreground.process.returncode == 0


def test_foreground_ends_when_a_server_does() -> None:
    foreground = Foreground()
    children = foreground.server_processes()
    os.kill(children[0], signal.SIGKILL)
    assert foreground.process.wait(END_SECONDS) == 1
    assert gone(children)


def test_ports_can_be_chosen() -> None:
    ports = {"LOCAL_AWS_PORT": str(free_port()), "LOCAL_AWS_EC2_EKS_PORT": str(free_port())}
    foreground = Foreground(**ports)
    assert foreground.exported["AWS_ENDPOINT_URL"].endswith(ports["LOCAL_AWS_PORT"])
    assert foreground.exported["AWS_ENDPOINT_URL_EKS"].endswith(ports["LOCAL_AWS_EC2_EKS_PORT"])
    foreground.process.terminate()
    foreground.process.wait(END_SECONDS)
