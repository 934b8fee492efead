"""A world in a server: a VPC with three subnets, a cluster, a template."""

import functools
import json
import urllib.request
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

REGION = "us-east-1"
ROLE = "arn:aws:iam::123456789012:role/node"
CLUSTER = "training"
ENA = {"NetworkCardIndex": 0, "DeviceIndex": 0, "InterfaceType": "interface", "DeleteOnTermination": True}


def efa_interfaces(cards: int, primary: str = "efa", device: int = 1) -> list[dict[str, Any]]:
    first = {"NetworkCardIndex": 0, "DeviceIndex": 0, "InterfaceType": primary, "DeleteOnTermination": True}
    rest = [
        {"NetworkCardIndex": card, "DeviceIndex": device, "InterfaceType": "efa-only", "DeleteOnTermination": True}
        for card in range(1, cards)
    ]
    return [first, *rest]


@functools.cache
def client(endpoint: str, service: str, access_key: str) -> Any:
    """Made once: botocore takes longer to build a client than a test to run."""
    config = Config(retries={"total_max_attempts": 1}, parameter_validation=False, connect_timeout=5, read_timeout=30)
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id=access_key,
        aws_secret_access_key="secret",
        config=config,
    )


class World:
    def __init__(self, endpoint: str):
        self.endpoint = endpoint
        self.ec2, self.eks = self.client("ec2"), self.client("eks")

    def client(self, service: str, access_key: str = "AKIAIOSFODNN7EXAMPLE") -> Any:
        return client(self.endpoint, service, access_key)

    @property
    def auto_scaling(self) -> Any:
        return self.client("autoscaling")

    @property
    def resource_groups(self) -> Any:
        return self.client("resource-groups")

    def auto_scaling_group(self, name: str = "ng") -> dict[str, Any]:
        group_name = self.describe(name)["resources"]["autoScalingGroups"][0]["name"]
        return self.auto_scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[group_name])["AutoScalingGroups"][
            0
        ]

    def activities(self, name: str = "ng") -> list[dict[str, Any]]:
        group_name = self.auto_scaling_group(name)["AutoScalingGroupName"]
        return self.auto_scaling.describe_scaling_activities(AutoScalingGroupName=group_name)["Activities"]

    def reserve(self, count: int = 2, **changes: Any) -> str:
        """A targeted reservation of p5.48xlarge in the first subnet's zone, unless `changes` say otherwise."""
        request = {
            "InstanceType": "p5.48xlarge",
            "InstancePlatform": "Linux/UNIX",
            "AvailabilityZone": f"{REGION}a",
            "InstanceMatchCriteria": "targeted",
            "InstanceCount": count,
            **changes,
        }
        given = {name: value for name, value in request.items() if value is not None}
        return self.ec2.create_capacity_reservation(**given)["CapacityReservation"]["CapacityReservationId"]

    def reservation(self, reservation_id: str) -> dict[str, Any]:
        answer = self.ec2.describe_capacity_reservations(CapacityReservationIds=[reservation_id])
        return answer["CapacityReservations"][0]

    def build(self) -> "World":
        self.vpc_id = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnets = [self.subnet(f"10.0.{number}.0/24", zone) for number, zone in enumerate("abc")]
        self.eks.create_cluster(
            name=CLUSTER, roleArn=ROLE, version="1.32", resourcesVpcConfig={"subnetIds": self.subnets}
        )
        self.group_id = self.ec2.create_security_group(GroupName="efa", Description="efa", VpcId=self.vpc_id)["GroupId"]
        return self

    def subnet(self, cidr: str, zone: str, vpc_id: str | None = None) -> str:
        answer = self.ec2.create_subnet(VpcId=vpc_id or self.vpc_id, CidrBlock=cidr, AvailabilityZone=f"{REGION}{zone}")
        return answer["Subnet"]["SubnetId"]

    def control(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.endpoint}{path}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or "null")

    def times(self, model: str, times: int) -> None:
        transition = {"progression": "manual", "times": times}
        self.control("POST", "/moto-api/state-manager/set-transition", {"model_name": model, "transition": transition})

    def template(self, name: str = "efa-lt", interfaces: Any = None, **data: Any) -> str:
        groups = {"Groups": [self.group_id]}
        data["NetworkInterfaces"] = [
            {**groups, **interface} for interface in (efa_interfaces(32) if interfaces is None else interfaces)
        ]
        if not data["NetworkInterfaces"]:
            del data["NetworkInterfaces"]
        return self.ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData=data)["LaunchTemplate"][
            "LaunchTemplateId"
        ]

    def image(self, name: str = "custom") -> str:
        made = self.ec2.register_image(Name=name, Architecture="x86_64", RootDeviceName="/dev/xvda")
        return str(made["ImageId"])

    def instances(self) -> list[dict[str, Any]]:
        return [one for each in self.ec2.describe_instances()["Reservations"] for one in each["Instances"]]

    def request(self, name: str = "ng", **changes: Any) -> dict[str, Any]:
        request = {
            "clusterName": CLUSTER,
            "nodegroupName": name,
            "nodeRole": ROLE,
            "subnets": self.subnets[:1],
            "instanceTypes": ["p5.48xlarge"],
            "scalingConfig": {"minSize": 1, "maxSize": 4, "desiredSize": 2},
            **changes,
        }
        return {key: value for key, value in request.items() if value is not None}

    def create(self, name: str = "ng", **changes: Any) -> dict[str, Any]:
        """With a launch template of 32 interfaces unless `launchTemplate` says otherwise."""
        if "launchTemplate" not in changes:
            changes["launchTemplate"] = {"id": self.template(f"lt-{name}"), "version": "1"}
        return self.eks.create_nodegroup(**self.request(name, **changes))["nodegroup"]

    def active(self, name: str = "ng", **changes: Any) -> dict[str, Any]:
        self.create(name, **changes)
        return self.settle(name)

    def describe(self, name: str = "ng") -> dict[str, Any]:
        return self.eks.describe_nodegroup(clusterName=CLUSTER, nodegroupName=name)["nodegroup"]

    def settle(self, name: str = "ng") -> dict[str, Any]:
        for _ in range(10):
            nodegroup = self.describe(name)
            if nodegroup["status"] not in ("CREATING", "UPDATING", "DELETING"):
                return nodegroup
        raise AssertionError(f"{name} does not settle")

    def delete(self, name: str = "ng") -> None:
        self.eks.delete_nodegroup(clusterName=CLUSTER, nodegroupName=name)
        error = fails(lambda: [self.describe(name) for _ in range(10)])
        assert error[0] == "ResourceNotFoundException"


def fails(call: Callable[[], Any]) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call()
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]
