"""Volumes from snapshots, as they arrive through CreateNodegroup."""

from typing import Any

import pytest

from tests.ec2_eks.world import World, fails


def snapshot(world: World, encrypted: bool = False) -> str:
    volume = world.ec2.create_volume(AvailabilityZone="us-east-1a", Size=20, Encrypted=encrypted)
    return str(world.ec2.create_snapshot(VolumeId=volume["VolumeId"])["SnapshotId"])


def request(world: World, device: str, **ebs: Any) -> dict[str, Any]:
    data: Any = {"BlockDeviceMappings": [{"DeviceName": device, "Ebs": ebs}]}
    return {"launchTemplate": {"id": world.template("lt-snapshot", **data), "version": "1"}}


@pytest.mark.parametrize("ebs", [{}, {"VolumeSize": 20}, {"VolumeSize": 50, "VolumeInitializationRate": 300}])
def test_volumes_from_a_snapshot(world: World, ebs: dict[str, Any]) -> None:
    given = request(world, "/dev/xvdb", SnapshotId=snapshot(world), **ebs)
    assert world.create(**given)["status"] == "CREATING"


@pytest.mark.parametrize(
    ("device", "ebs", "words"),
    [
        ("/dev/xvda", {}, "cannot be modified on root device"),
        ("/dev/xvdb", {"VolumeSize": 19}, "expect size >= 20GB"),
        ("/dev/xvdb", {"VolumeInitializationRate": 99}, "not within 100-300"),
        ("/dev/xvdb", {"SnapshotId": "snap-0123456789"}, "does not exist"),
    ],
)
def test_volumes_from_no_snapshot(world: World, device: str, ebs: dict[str, Any], words: str) -> None:
    given = request(world, device, **{"SnapshotId": snapshot(world), **ebs})
    code, message = fails(lambda: world.create(**given))
    assert code == "InvalidRequestException"
    assert words in message


def test_rate_without_a_snapshot(world: World) -> None:
    given = request(world, "/dev/xvdb", VolumeSize=20, VolumeInitializationRate=200)
    assert "created from snapshots" in fails(lambda: world.create(**given))[1]


def test_unencrypted_volume_from_an_encrypted_snapshot(world: World) -> None:
    given = request(world, "/dev/xvdb", SnapshotId=snapshot(world, encrypted=True), Encrypted=False)
    assert "unencrypted volume" in fails(lambda: world.create(**given))[1]
