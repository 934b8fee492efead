import pytest

from tests.ec2_eks.world import World, fails

ZONE = {
    "region": "us-east-1",
    "ZoneName": "us-east-1-dfw-2a",
    "ZoneId": "use1-dfw2-az1",
    "ParentZoneName": "us-east-1a",
}


@pytest.fixture
def subnet_id(world: World) -> str:
    world.control("POST", "/local-aws/local-zones", {**ZONE, "InstanceTypes": ["p5.48xlarge"]})
    subnet = {"VpcId": world.vpc_id, "CidrBlock": "10.0.9.0/24", "AvailabilityZone": ZONE["ZoneName"]}
    return world.ec2.create_subnet(**subnet)["Subnet"]["SubnetId"]


def test_described(world: World, subnet_id: str) -> None:
    zone = world.ec2.describe_availability_zones(ZoneNames=[ZONE["ZoneName"]])["AvailabilityZones"][0]
    assert (zone["ZoneType"], zone["ParentZoneName"], zone["OptInStatus"]) == ("local-zone", "us-east-1a", "opted-in")
    subnet = world.ec2.describe_subnets(SubnetIds=[subnet_id])["Subnets"][0]
    assert (subnet["AvailabilityZone"], subnet["AvailabilityZoneId"]) == (ZONE["ZoneName"], ZONE["ZoneId"])


def test_what_it_offers(world: World, subnet_id: str) -> None:
    asked = {"LocationType": "availability-zone-id", "Filters": [{"Name": "location", "Values": [ZONE["ZoneId"]]}]}
    offered = world.ec2.describe_instance_type_offerings(**asked)["InstanceTypeOfferings"]
    assert [one["InstanceType"] for one in offered] == ["p5.48xlarge"]
    assert world.active(subnets=[subnet_id])["status"] == "ACTIVE"
    plain = {"launchTemplate": {"id": world.template("plain", [])}, "instanceTypes": ["c5n.18xlarge"]}
    other = fails(lambda: world.create("b", subnets=[subnet_id], **plain))
    assert other[0] == "InvalidRequestException"
    assert ZONE["ZoneName"] in other[1]


def test_a_reservation_in_it(world: World, subnet_id: str) -> None:
    reservation_id = world.reserve(2, AvailabilityZone=ZONE["ZoneName"])
    assert world.reservation(reservation_id)["AvailabilityZoneId"] == ZONE["ZoneId"]


def test_gone_with_the_reset(world: World, subnet_id: str) -> None:
    world.control("POST", "/moto-api/reset")
    zones = world.ec2.describe_availability_zones()["AvailabilityZones"]
    assert ZONE["ZoneName"] not in [zone["ZoneName"] for zone in zones]
