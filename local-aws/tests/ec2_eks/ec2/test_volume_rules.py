"""Volumes, as they arrive through CreateNodegroup."""

from typing import Any

import pytest

from tests.ec2_eks.world import World, fails


def request(world: World, **ebs: Any) -> dict[str, Any]:
    data: Any = {"BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": ebs}]}
    return {"launchTemplate": {"id": world.template("lt-volume", **data), "version": "1"}}


@pytest.mark.parametrize(
    "ebs",
    [
        {"VolumeType": "gp3", "VolumeSize": 20, "Iops": 3_000},
        {"VolumeType": "gp3", "VolumeSize": 30, "Iops": 15_000, "Throughput": 2_000},
        {"VolumeType": "gp3", "VolumeSize": 100, "Throughput": 750},
        {"VolumeType": "gp2", "VolumeSize": 16_384},
        {"VolumeType": "io1", "VolumeSize": 20, "Iops": 1_000},
        {"VolumeType": "io2", "VolumeSize": 256, "Iops": 256_000},
    ],
)
def test_volumes_that_are_taken(world: World, ebs: dict[str, Any]) -> None:
    assert world.create(**request(world, **ebs))["status"] == "CREATING"


@pytest.mark.parametrize(
    ("ebs", "words"),
    [
        ({"VolumeType": "gp2", "VolumeSize": 16_385}, "Volume size 16385"),
        ({"VolumeType": "io1", "VolumeSize": 3, "Iops": 100}, "Volume size 3"),
        ({"VolumeType": "gp3", "VolumeSize": 100, "Iops": 2_000}, "Volume iops of 2000"),
        ({"VolumeType": "gp3", "VolumeSize": 20, "Iops": 15_000}, "ratio of 750.000000 is too high; maximum is 500"),
        ({"VolumeType": "gp3", "VolumeSize": 100, "Throughput": 1_000}, "iops ratio of 0.333333 is too high"),
        ({"VolumeType": "io1", "VolumeSize": 100, "Iops": 6_000}, "maximum is 50"),
        ({"VolumeType": "io1", "VolumeSize": 100}, "must be specified"),
        (
            {"VolumeType": "io2", "VolumeSize": 100, "Iops": 5_000, "Throughput": 500},
            "only be specified for",
        ),
        ({"VolumeType": "gp2", "VolumeSize": 100, "Iops": 5_000}, "not supported for gp2"),
        ({"VolumeType": "gp3", "VolumeSize": 19}, "Volume of size 19GB is smaller than snapshot"),
    ],
)
def test_volumes_that_are_refused(world: World, ebs: dict[str, Any], words: str) -> None:
    code, message = fails(lambda: world.create(**request(world, **ebs)))
    assert code == "InvalidRequestException"
    assert words in message


def attached(world: World, *mappings: dict[str, Any]) -> dict[str, Any]:
    template = world.template("lt-devices", BlockDeviceMappings=list(mappings))
    return {"launchTemplate": {"id": template, "version": "1"}}


@pytest.mark.parametrize("names", [["/dev/xvda", "/dev/sdf"], ["/dev/sda1", "/dev/xvdcz", "xvdh"]])
def test_devices_that_are_taken(world: World, names: list[str]) -> None:
    mappings = [{"DeviceName": name, "Ebs": {"VolumeSize": 20}} for name in names]
    assert world.create(**attached(world, *mappings))["status"] == "CREATING"


@pytest.mark.parametrize(
    ("names", "ebs", "words"),
    [
        (["/dev/sdf1"], {"VolumeSize": 10}, "Invalid device name /dev/sdf1"),
        (["/dev/nvme1n1"], {"VolumeSize": 10}, "Invalid device name"),
        (["/dev/sdf", "/dev/xvdf"], {"VolumeSize": 10}, "'xvdf' is used in more than one"),
        (["/dev/sdf"], {"VolumeType": "gp3"}, "Either snapshot ID or volume size"),
    ],
)
def test_devices_that_are_refused(world: World, names: list[str], ebs: dict[str, Any], words: str) -> None:
    mappings = [{"DeviceName": name, "Ebs": ebs} for name in names]
    code, message = fails(lambda: world.create(**attached(world, *mappings)))
    assert code == "InvalidRequestException"
    assert words in message
