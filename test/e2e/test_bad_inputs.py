"""Bad inputs, by the whole way: one InvalidRequest that names the path, the value and the fix, and the local AWS's log
shows no write.

The whole table, every subject, is proven in-process (test/reconcile/bad-inputs).
"""

from collections.abc import Callable
from dataclasses import dataclass

from .reservations import change, reserve, scheduled_block
from .scene import Scene, new_key, together

UNKNOWN_RESERVATION = "cr-00000000000000099"


@dataclass(frozen=True)
class BadInput:
    properties: Callable[[Scene], dict]
    path: str
    words: tuple[str, ...]


def _listed(*places: tuple[int, int, str]) -> dict:
    return {
        "NetworkInterfaces": [
            {"NetworkCardIndex": card, "DeviceIndex": device, "InterfaceType": kind} for card, device, kind in places
        ]
    }


def _block(scene: Scene) -> dict:
    return {
        "InstanceTypes": ["p5.48xlarge"],
        "CapacityReservation": {"Id": scheduled_block(scene, "p5.48xlarge", "us-east-1b")},
    }


def _small_reservation(scene: Scene) -> dict:
    return {"CapacityReservation": {"Id": reserve(scene, 1)}}


def _ended_reservation(scene: Scene) -> dict:
    identity = reserve(scene)
    change(scene, identity, State="expired")
    scene.know_others()
    return {"CapacityReservation": {"Id": identity}}


def _spread_group(scene: Scene) -> dict:
    name = f"{scene.cluster}-spread"
    scene.ec2.create_placement_group(GroupName=name, Strategy="spread")
    scene.know_others()
    return {"Placement": {"GroupName": name}}


def _group_of_another_vpc(scene: Scene) -> dict:
    vpc = scene.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group = scene.ec2.create_security_group(GroupName=scene.cluster, Description="another VPC", VpcId=vpc)["GroupId"]
    return {"SecurityGroupIds": [group]}


def _group_without_egress(scene: Scene) -> dict:
    return {"Efa": {"SecurityGroupId": scene.cluster_group()}}


def _arm_image(scene: Scene) -> dict:
    image = scene.ec2.register_image(Name=scene.cluster, Architecture="arm64", RootDeviceName="/dev/xvda")["ImageId"]
    return {"ImageId": image, "UserData": "#!/bin/sh\n"}


BAD_INPUTS = [
    BadInput(
        lambda scene: {"InstanceTypes": ["p9.48xlarge"]},
        "InstanceTypes",
        ("p9.48xlarge", "Instance type p9.48xlarge does not exist", "Correct the name"),
    ),
    BadInput(
        lambda scene: {"InstanceTypes": ["c5n.large"]},
        "InstanceTypes",
        ("c5n.large does not support EFA", "a size that does: ", "c5n.18xlarge"),
    ),
    BadInput(
        lambda scene: {"InstanceTypes": ["p5.48xlarge", "p5en.48xlarge"], "Placement": {"Group": "NONE"}},
        "InstanceTypes",
        ("p5.48xlarge: 32 EFA", "p5en.48xlarge: 16 EFA", "a separate node group for each type"),
    ),
    BadInput(
        lambda scene: {"Subnets": [*scene.subnets, "subnet-0badbadbadbadbad1"]},
        "Subnets",
        ("Subnet subnet-0badbadbadbadbad1 does not exist", "Correct the ID"),
    ),
    BadInput(
        lambda scene: {"Efa": _listed((0, 0, "efa"), (32, 0, "efa-only")), "InstanceTypes": ["p5.48xlarge"]},
        "Efa.NetworkInterfaces[1].NetworkCardIndex",
        ("Network card 32 of p5.48xlarge does not exist", "Use NetworkCardIndex 0-31"),
    ),
    BadInput(
        lambda scene: {"Efa": {"InterfaceLayout": "EFA_ALL", **_listed((0, 0, "efa"))}},
        "Efa.NetworkInterfaces",
        ("InterfaceLayout EFA_ALL", "Remove one of the two"),
    ),
    BadInput(
        lambda scene: {"CapacityReservation": {"Id": UNKNOWN_RESERVATION}},
        "CapacityReservation.Id",
        (UNKNOWN_RESERVATION, "Correct the ID"),
    ),
    BadInput(_small_reservation, "ScalingConfig.MinSize", ("2 exceeds the 1 instances", "Lower it")),
    BadInput(_ended_reservation, "CapacityReservation.Id", ("is expired", "Use another reservation")),
    BadInput(
        _block,
        "ScalingConfig.MinSize",
        ("2 exceeds the 0 active instances", "scheduled", "2027-01-04T11:30:00", "Set MinSize and DesiredSize"),
    ),
    BadInput(
        lambda scene: {"CapacityType": "CAPACITY_BLOCK"},
        "CapacityType",
        ("CAPACITY_BLOCK", "Set CapacityReservation.Id"),
    ),
    BadInput(
        _spread_group,
        "Placement.GroupName",
        ("is a spread placement group", "Use a cluster placement group"),
    ),
    BadInput(
        _group_of_another_vpc, "SecurityGroupIds", ("is in vpc-", "the cluster is in vpc-", "of the cluster's VPC")
    ),
    BadInput(
        _group_without_egress,
        "Efa.SecurityGroupId",
        ("lacks the outbound rule", "itself as destination", "Add what is missing"),
    ),
    BadInput(_arm_image, "ImageId", ("is for arm64", "x86_64")),
    BadInput(lambda scene: {"ImageId": "ami-00000001"}, "UserData", ("requires UserData", "Add UserData")),
    BadInput(lambda scene: {"KeyName": f"{scene.cluster}-none"}, "KeyName", ("-none", "does not exist")),
    BadInput(lambda scene: {"PreBootstrapUserData": "echo hello"}, "PreBootstrapUserData", ("MIME header", "#!")),
    BadInput(
        lambda scene: {"LocalStorage": "RAID0"},
        "LocalStorage",
        ("RAID0 requires", "c5n.18xlarge has none", "Use AUTO or NONE"),
    ),
]


def test_each_is_one_error_and_no_call_that_changes_anything(scene: Scene) -> None:
    given = [each.properties(scene) for each in BAD_INPUTS]
    keys = [new_key() for _ in BAD_INPUTS]
    answers = together(
        *[
            lambda more=more, key=key: scene.invoke("CREATE", scene.properties(**more), key)
            for more, key in zip(given, keys, strict=True)
        ]
    )
    wrong = [
        (each.path, answer["message"])
        for each, answer in zip(BAD_INPUTS, answers, strict=True)
        if not _is_told(each, answer)
    ]
    assert wrong == []
    calls = [call for call in scene.local.calls() if call["accessKeyId"] in keys]
    assert calls
    assert [call for call in calls if call["write"]] == []
    assert scene.ours() == []


def test_several_are_one_error(scene: Scene) -> None:
    answer = scene.invoke(
        "CREATE",
        scene.properties(
            Subnets=[*scene.subnets, "subnet-0badbadbadbadbad1"],
            KeyName=f"{scene.cluster}-none",
            SecurityGroupIds=["sg-0badbadbadbadbad1"],
            CapacityReservation={"Id": UNKNOWN_RESERVATION},
        ),
    )
    assert answer["errorCode"] == "InvalidRequest"
    paths = sorted(each.partition(": ")[0] for each in answer["message"].split(" | "))
    assert paths == ["CapacityReservation.Id", "KeyName", "SecurityGroupIds", "Subnets"]
    assert scene.ours() == []


def _is_told(each: BadInput, answer: dict) -> bool:
    """The only finding: two are joined by " | "."""
    path, _, text = answer["message"].partition(": ")
    return (
        (answer["status"], answer.get("errorCode"), path) == ("FAILED", "InvalidRequest", each.path)
        and all(word in text for word in each.words)
        and " | " not in text
    )
