"""The interface rules, as they arrive through CreateNodegroup; each message names the rule that was broken."""

from typing import Any

import pytest

from tests.ec2_eks.world import ENA, World, efa_interfaces, fails


def nic(card: int, device: int, kind: str, **more: Any) -> dict:
    return {"NetworkCardIndex": card, "DeviceIndex": device, "InterfaceType": kind, **more}


def create(world: World, instance_type: str, interfaces: list[dict]) -> dict:
    template = world.template(f"lt-{instance_type}-{len(interfaces)}", interfaces)
    return world.create(
        instanceTypes=[instance_type],
        launchTemplate={"id": template, "version": "1"},
        subnets=zone_with(world, instance_type),
    )


def zone_with(world: World, instance_type: str) -> list[str]:
    offers = world.ec2.describe_instance_type_offerings(
        LocationType="availability-zone-id", Filters=[{"Name": "instance-type", "Values": [instance_type]}]
    )
    zones = {offer["Location"] for offer in offers["InstanceTypeOfferings"]}
    for zone in "abcdef":
        if not any(
            subnet["AvailabilityZoneId"] in zones
            for subnet in world.ec2.describe_subnets(SubnetIds=world.subnets)["Subnets"]
        ):
            world.subnets.append(world.subnet(f"10.0.{20 + ord(zone)}.0/24", zone))
    subnets = world.ec2.describe_subnets(SubnetIds=world.subnets)["Subnets"]
    return [subnet["SubnetId"] for subnet in subnets if subnet["AvailabilityZoneId"] in zones][:1]


GOOD = [
    ("p5.48xlarge", efa_interfaces(32)),
    ("p5.48xlarge", [ENA, nic(0, 1, "efa-only"), *efa_interfaces(32, device=0)[1:]]),
    ("p6-b300.48xlarge", efa_interfaces(17, primary="interface", device=0)),
    ("c5n.18xlarge", [nic(0, 0, "efa", AssociatePublicIpAddress=True)]),
    ("i7ie.48xlarge", [nic(0, 0, "efa")]),
]


@pytest.mark.parametrize(
    ("instance_type", "interfaces"), GOOD, ids=lambda value: value if isinstance(value, str) else str(len(value))
)
def test_accepted(world: World, instance_type: str, interfaces: list[dict]) -> None:
    assert create(world, instance_type, interfaces)["status"] == "CREATING"


BAD = [
    (
        "p5.48xlarge",
        [nic(0, 0, "efa"), nic(2, 2, "efa-only")],
        (
            "The specified number '2' for the device index exceeds the maximum number of network interfaces supported"
            " by the network card at network card index 2. The maximum devices for this network card is 2. Specify a"
            " number from 0 to 1, and try again."
        ),
    ),
    ("c5n.18xlarge", [nic(0, 0, "efa"), nic(1, 1, "efa-only")], "network card index '1' exceeds"),
    ("p5.48xlarge", [nic(0, 0, "efa"), nic(1, 0, "efa"), nic(1, 1, "efa-only")], "At most one EFA network interface"),
    ("p6-b300.48xlarge", [nic(0, 0, "efa")], "does not support the interface type 'efa'"),
    ("p5.48xlarge", [nic(0, 0, "efa-only")], "cannot be used as the primary"),
    ("p5.48xlarge", [nic(1, 0, "efa")], "must be assigned to network card index 0 with device index 0"),
    ("p5.48xlarge", [nic(0, 0, "efa"), nic(0, 0, "interface")], "unique device index"),
    (
        "p5.48xlarge",
        [nic(0, 0, "efa", AssociatePublicIpAddress=True), nic(1, 1, "efa-only")],
        "The associatePublicIPAddress parameter cannot be specified when launching with multiple network interfaces.",
    ),
    ("i7ie.48xlarge", [nic(0, 0, "efa"), nic(1, 1, "efa-only")], "supports at most 1 EFA"),
    (
        "p5.48xlarge",
        [ENA, nic(0, 1, "efa-only", Ipv6AddressCount=1)],
        "Ipv6AddressCount cannot be specified for an EFA-only",
    ),
    ("m5.large", [nic(0, 0, "efa")], "does not support EFA"),
    ("p5.48xlarge", [{"NetworkCardIndex": 0, "InterfaceType": "efa"}], "requires a device index"),
]


@pytest.mark.parametrize(("instance_type", "interfaces", "text"), BAD, ids=[text[:40] for _, __, text in BAD])
def test_refused_at_once(world: World, instance_type: str, interfaces: list[dict], text: str) -> None:
    code, message = fails(lambda: create(world, instance_type, interfaces))
    assert code == "InvalidRequestException", message
    assert text in message


def test_refused_with_more_than_five_groups(world: World) -> None:
    groups = [
        world.ec2.create_security_group(GroupName=f"g{number}", Description="g", VpcId=world.vpc_id)["GroupId"]
        for number in range(6)
    ]
    assert (
        "at most 5 security groups"
        in fails(lambda: create(world, "c5n.18xlarge", [nic(0, 0, "efa", Groups=groups)]))[1]
    )
