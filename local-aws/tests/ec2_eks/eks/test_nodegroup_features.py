"""Warm pools, node repair, AMI types, capacity types, several instance types."""

from typing import Any

import pytest

from tests.ec2_eks.world import CLUSTER, ENA, World, efa_interfaces, fails

NG = {"clusterName": CLUSTER, "nodegroupName": "ng"}
OVERRIDE = {
    "nodeMonitoringCondition": "AcceleratedInstanceNotReady",
    "nodeUnhealthyReason": "NvidiaXID13Error",
    "minRepairWaitTimeMins": 10,
    "repairAction": "Replace",
}
REPAIR = {
    "enabled": True,
    "maxUnhealthyNodeThresholdPercentage": 20,
    "maxParallelNodesRepairedCount": 1,
    "nodeRepairConfigOverrides": [OVERRIDE],
}
POOL = {"enabled": True, "minSize": 1, "maxGroupPreparedCapacity": 5, "poolState": "RUNNING", "reuseOnScaleIn": True}


def refused(world: World, **changes: Any) -> str:
    code, message = fails(lambda: world.create(**changes))
    assert code == "InvalidParameterException"
    return message


def block(world: World, zone: str = "us-east-1a") -> str:
    fields = {"region": "us-east-1", "InstanceType": "p5.48xlarge", "AvailabilityZone": zone, "TotalInstanceCount": 2}
    created = world.control("POST", "/local-aws/capacity-reservations", {**fields, "ReservationType": "capacity-block"})
    return created["CapacityReservationId"]


def in_block(world: World, reservation_id: str | None) -> dict:
    data: dict = {"InstanceType": "p5.48xlarge", "InstanceMarketOptions": {"MarketType": "capacity-block"}}
    if reservation_id:
        data["CapacityReservationSpecification"] = {
            "CapacityReservationTarget": {"CapacityReservationId": reservation_id}
        }
    return {"capacityType": "CAPACITY_BLOCK", "instanceTypes": None, "launchTemplate": {"id": world.template(**data)}}


def test_all_members_come_back(world: World) -> None:
    shown = world.active(nodeRepairConfig=REPAIR, warmPoolConfig=POOL)
    assert (shown["nodeRepairConfig"], shown["warmPoolConfig"]) == (REPAIR, POOL)


def test_the_warm_pool_is_the_auto_scaling_groups(world: World) -> None:
    world.active(warmPoolConfig=POOL)
    assert world.auto_scaling_group()["WarmPoolConfiguration"] == {
        "MinSize": 1,
        "MaxGroupPreparedCapacity": 5,
        "PoolState": "Running",
        "InstanceReusePolicy": {"ReuseOnScaleIn": True},
    }


def test_a_warm_pool_that_is_switched_off_is_removed(world: World) -> None:
    world.active(warmPoolConfig=POOL)
    update = world.eks.update_nodegroup_config(**NG, warmPoolConfig={"enabled": False})["update"]
    assert update["params"] == [{"type": "WarmPoolEnabled", "value": "false"}]
    assert world.settle()["warmPoolConfig"] == {"enabled": False}
    assert "WarmPoolConfiguration" not in world.auto_scaling_group()


@pytest.mark.parametrize(
    "pool",
    [{"enabled": True, "poolState": "ASLEEP"}, {"enabled": True, "minSize": -1}, {"maxGroupPreparedCapacity": -2}],
)
def test_wrong_warm_pools(world: World, pool: dict) -> None:
    refused(world, warmPoolConfig=pool)
    world.active("b")
    wrong = {**NG, "nodegroupName": "b", "warmPoolConfig": pool}
    assert fails(lambda: world.eks.update_nodegroup_config(**wrong))[0] == "InvalidParameterException"


@pytest.mark.parametrize("member", [{"poolState": "HIBERNATED"}, {"reuseOnScaleIn": True}])
def test_bottlerocket_limits_the_warm_pool(world: World, member: dict) -> None:
    changes: dict[str, Any] = {"amiType": "BOTTLEROCKET_x86_64_NVIDIA", "warmPoolConfig": {"enabled": True, **member}}
    assert "is not supported for Bottlerocket AMIs" in refused(world, **changes)
    plain = {**changes, "launchTemplate": {"name": "lt-ng"}, "warmPoolConfig": {"enabled": True}}
    assert world.active(**plain)["status"] == "ACTIVE"
    assert (
        fails(lambda: world.eks.update_nodegroup_config(**NG, warmPoolConfig=member))[0] == "InvalidParameterException"
    )


@pytest.mark.parametrize(
    ("differs", "named"),
    [
        ({"maxUnhealthyNodeThresholdCount": 1}, "maxUnhealthyNodeThresholdCount"),
        ({"maxParallelNodesRepairedPercentage": 1}, "maxParallelNodesRepairedPercentage"),
        ({"nodeRepairConfigOverrides": [{"repairAction": "Replace"}]}, "minRepairWaitTimeMins"),
        ({"nodeRepairConfigOverrides": [{**OVERRIDE, "repairAction": "Pray"}]}, "Pray"),
    ],
)
def test_wrong_node_repair(world: World, differs: dict, named: str) -> None:
    assert named in refused(world, nodeRepairConfig={**REPAIR, **differs})


def test_enumerations(world: World) -> None:
    template = {"id": world.template()}
    assert "AL2024" in refused(world, launchTemplate=template, amiType="AL2024_x86_64")
    assert "FREE" in refused(world, launchTemplate=template, capacityType="FREE")
    wrong = {"maxUnavailable": 1, "updateStrategy": "QUICK"}
    assert "QUICK" in refused(world, launchTemplate=template, updateConfig=wrong)


@pytest.mark.parametrize(
    "ami_type", ["BOTTLEROCKET_x86_64", "BOTTLEROCKET_x86_64_NVIDIA", "AL2023_x86_64_NVIDIA", "AL2_x86_64_GPU"]
)
def test_ami_types(world: World, ami_type: str) -> None:
    assert world.active(amiType=ami_type)["amiType"] == ami_type


def test_al2_ends_with_1_32(world: World) -> None:
    world.eks.update_cluster_version(name=CLUSTER, version="1.33")
    assert refused(world, amiType="AL2_x86_64") == (
        "AMI Type AL2_x86_64 is only supported for kubernetes versions 1.32 or earlier"
    )


def test_a_capacity_block_names_its_reservation_and_is_in_its_zone(world: World) -> None:
    assert "CapacityReservationTarget" in refused(world, **in_block(world, None))
    world.ec2.delete_launch_template(LaunchTemplateName="efa-lt")
    elsewhere = in_block(world, block(world, "us-east-1b"))
    text = "The following supplied instance types do not exist: [p5.48xlarge]"
    assert refused(world, **elsewhere) == text
    assert refused(world, **elsewhere, subnets=world.subnets[:2]) == text
    assert world.active(**elsewhere, subnets=world.subnets[1:2])["capacityType"] == "CAPACITY_BLOCK"


def test_a_capacity_block_has_no_warm_pool_and_no_types_in_the_call(world: World) -> None:
    inside = in_block(world, block(world))
    assert "CAPACITY_BLOCK" in refused(world, **inside, warmPoolConfig=POOL)
    both = {**inside, "instanceTypes": ["p5.48xlarge"]}
    assert fails(lambda: world.create(**both)) == (
        "InvalidRequestException",
        "Cannot specify instance types in launch template and API request",
    )


def test_spot_and_several_types(world: World) -> None:
    types = ["c5n.18xlarge", "c5n.4xlarge"]
    small = {"id": world.template("small", [{**ENA, "InterfaceType": "efa"}])}
    assert "does not support EFA" in fails(lambda: world.create(launchTemplate=small, instanceTypes=types))[1]
    types = ["c5n.18xlarge", "c5n.metal"]
    shown = world.active(launchTemplate=small, instanceTypes=types, capacityType="SPOT")
    assert (shown["capacityType"], shown["instanceTypes"]) == ("SPOT", types)
    policy = world.auto_scaling_group()["MixedInstancesPolicy"]
    assert policy["LaunchTemplate"]["Overrides"] == [{"InstanceType": one} for one in types]
    assert policy["InstancesDistribution"]["OnDemandPercentageAboveBaseCapacity"] == 0


def test_template_fields_come_back(world: World) -> None:
    data: dict[str, Any] = {
        "CapacityReservationSpecification": {
            "CapacityReservationPreference": "capacity-reservations-only",
            "CapacityReservationTarget": {"CapacityReservationId": "cr-0123456789abcdef0"},
        },
        "InstanceMarketOptions": {"MarketType": "capacity-block"},
        "ImageId": "ami-0123456789abcdef0",
        "KeyName": "k",
        "Monitoring": {"Enabled": True},
        "InstanceType": "p5.48xlarge",
        "Placement": {"GroupName": "pg", "Tenancy": "default"},
    }
    template_id = world.template(**data)
    shown = world.ec2.describe_launch_template_versions(LaunchTemplateId=template_id)["LaunchTemplateVersions"][0]
    assert {name: shown["LaunchTemplateData"][name] for name in data} == data


def test_images_and_key_pairs(world: World) -> None:
    named = {"Name": "mine", "Architecture": "arm64", "RootDeviceName": "/dev/xvda"}
    image_id = world.ec2.register_image(**named)["ImageId"]
    image = world.ec2.describe_images(ImageIds=[image_id])["Images"][0]
    assert (image["Architecture"], image["RootDeviceName"], image["State"]) == ("arm64", "/dev/xvda", "available")
    assert image["OwnerId"] == "123456789012"
    owned = world.ec2.describe_images(Owners=["self"])["Images"]
    assert [one["ImageId"] for one in owned] == [image_id]
    unknown = fails(lambda: world.ec2.describe_images(ImageIds=["ami-0123456789abcdef0"]))
    assert unknown[0] == "InvalidAMIID.NotFound"
    assert fails(lambda: world.ec2.describe_images(ImageIds=["image"]))[0] == "InvalidAMIID.Malformed"
    world.ec2.create_key_pair(KeyName="k")
    assert [one["KeyName"] for one in world.ec2.describe_key_pairs(KeyNames=["k"])["KeyPairs"]] == ["k"]
    assert fails(lambda: world.ec2.describe_key_pairs(KeyNames=["none"]))[0] == "InvalidKeyPair.NotFound"


def test_strategies_of_placement_groups(world: World) -> None:
    world.ec2.create_placement_group(GroupName="p", Strategy="partition", PartitionCount=3)
    world.ec2.create_placement_group(GroupName="s", Strategy="spread")
    shown = {one["GroupName"]: one for one in world.ec2.describe_placement_groups()["PlacementGroups"]}
    assert (shown["p"]["Strategy"], shown["p"]["PartitionCount"]) == ("partition", 3)
    assert (shown["s"]["Strategy"], shown["s"]["SpreadLevel"]) == ("spread", "rack")


@pytest.mark.parametrize(("capacity_type", "taken"), [("SPOT", False), ("ON_DEMAND", True), (None, True)])
def test_a_type_is_sold_as_ec2_says(world: World, capacity_type: str | None, taken: bool) -> None:
    name = "u7i-12tb.224xlarge"
    template = {"id": world.template(interfaces=efa_interfaces(1)), "version": "1"}
    request: dict[str, Any] = {
        "launchTemplate": template,
        "instanceTypes": [name],
        "capacityType": capacity_type,
    }
    if taken:
        assert world.create(**request)["status"] == "CREATING"
    else:
        assert fails(lambda: world.create(**request))[1] == f"The instance type {name} is not offered for spot."


@pytest.mark.parametrize(("state", "encrypted", "taken"), [("HIBERNATED", False, False), ("STOPPED", False, True)])
def test_the_root_of_a_hibernating_pool_is_encrypted(world: World, state: str, encrypted: bool, taken: bool) -> None:
    mapping = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 100, "Encrypted": encrypted}}
    template = {"id": world.template(BlockDeviceMappings=[mapping]), "version": "1"}
    pool = {"enabled": True, "poolState": state}
    if taken:
        assert world.create(launchTemplate=template, warmPoolConfig=pool)["status"] == "CREATING"
    else:
        error = fails(lambda: world.create(launchTemplate=template, warmPoolConfig=pool))
        assert error[1] == "For hibernation, the root device volume must be encrypted."
