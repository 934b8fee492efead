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
