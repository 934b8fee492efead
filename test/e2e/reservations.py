"""Capacity reservations that a test buys. All are `targeted`: no node group of another test gets into them."""

from typing import Any

from .scene import SMALL_TYPE, Scene

# The control route keeps a state that is given, whatever the clock says.
STARTS, ENDS = "2027-01-04T11:30:00", "2027-01-11T11:30:00"


def reserve(scene: Scene, count: int = 4, zone: str = "us-east-1b", **more: Any) -> str:
    """The id of an On-Demand Capacity Reservation, which belongs to others: the scene's end checks that it did not
    change."""
    created = scene.ec2.create_capacity_reservation(
        InstanceType=SMALL_TYPE,
        InstancePlatform="Linux/UNIX",
        AvailabilityZone=zone,
        InstanceCount=count,
        InstanceMatchCriteria="targeted",
        TagSpecifications=_theirs(scene, "capacity-reservation"),
        **more,
    )["CapacityReservation"]
    scene.know_others()
    return created["CapacityReservationId"]


def scheduled_block(scene: Scene, instance_type: str, zone: str, count: int = 4) -> str:
    """The id of a Capacity Block that has not started."""
    return scene.local.ec2_eks_route(
        "POST",
        "/local-aws/capacity-reservations",
        {
            "region": scene.local.region,
            "ReservationType": "capacity-block",
            "State": "scheduled",
            "InstanceType": instance_type,
            "AvailabilityZone": zone,
            "TotalInstanceCount": count,
            "InstanceMatchCriteria": "targeted",
            "StartDate": f"{STARTS}Z",
            "EndDate": f"{ENDS}Z",
        },
    )["CapacityReservationId"]


def change(scene: Scene, reservation: str, **changes: Any) -> None:
    """As EC2 does by itself, such as State="active"."""
    scene.local.ec2_eks_route(
        "POST", "/local-aws/capacity-reservations", {"CapacityReservationId": reservation, **changes}
    )


def group_of(scene: Scene, *reservations: str) -> str:
    """The ARN of a resource group with these reservations in it."""
    groups = scene.local.client("resource-groups")
    arn = groups.create_group(
        Name=f"{scene.cluster}-pool",
        Configuration=[
            {"Type": "AWS::EC2::CapacityReservationPool"},
            {
                "Type": "AWS::ResourceGroups::Generic",
                "Parameters": [{"Name": "allowed-resource-types", "Values": ["AWS::EC2::CapacityReservation"]}],
            },
        ],
    )["Group"]["GroupArn"]
    described = scene.ec2.describe_capacity_reservations(CapacityReservationIds=list(reservations))[
        "CapacityReservations"
    ]
    groups.group_resources(Group=arn, ResourceArns=[each["CapacityReservationArn"] for each in described])
    return arn


def in_use(scene: Scene, reservation: str) -> int:
    [found] = scene.ec2.describe_capacity_reservations(CapacityReservationIds=[reservation])["CapacityReservations"]
    return found["TotalInstanceCount"] - found["AvailableInstanceCount"]


def _theirs(scene: Scene, resource_type: str) -> list[dict]:
    return [{"ResourceType": resource_type, "Tags": [{"Key": "owner", "Value": scene.cluster}]}]
