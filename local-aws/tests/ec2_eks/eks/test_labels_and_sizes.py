"""Labels, taints, releases and MaxUnavailable that EKS refuses, and the nearest that it takes."""

from typing import Any

import pytest

from tests.ec2_eks.world import CLUSTER, World, fails

NG = {"clusterName": CLUSTER, "nodegroupName": "ng"}
RANGE = "max-unavailable must be within the range 1 and max size of the node group"
RESERVED = "reserved prefixes [kubernetes.io/, k8s.io/, eks.amazonaws.com/]"


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("kubernetes.io/gpu", "true", f"Label cannot start with {RESERVED}"),
        ("kubernetes.io/os", "linux", RESERVED),
        ("k8s.io/x", "y", RESERVED),
        ("eks.amazonaws.com/team", "x", RESERVED),
        ("bad label!", "x", "Invalid key: bad label!"),
        ("a/b/c", "x", "Invalid key"),
        ("team", "y/z", "Invalid value: y/z : field must consist of alphanumeric"),
    ],
)
def test_labels_that_are_refused(world: World, key: str, value: str, words: str) -> None:
    world.active()
    calls: list[Any] = [
        lambda: world.create("other", labels={key: value}),
        lambda: world.eks.update_nodegroup_config(**NG, labels={"addOrUpdateLabels": {key: value}}),
    ]
    for call in calls:
        code, message = fails(call)
        assert code == "InvalidParameterException"
        assert words in message


@pytest.mark.parametrize(("key", "value"), [("node-role.kubernetes.io/fix", ""), ("a//b", ""), ("a", "with space")])
def test_taints_that_are_refused(world: World, key: str, value: str) -> None:
    taint = {"key": key, "value": value, "effect": "NO_SCHEDULE"}
    assert fails(lambda: world.create(taints=[taint]))[0] == "InvalidParameterException"


def test_labels_and_taints_that_are_taken(world: World) -> None:
    labels = {"nvidia.com/gpu.present": "true", "mykubernetes.io/x": "a.b_c-d", "node.kubernetes.io/pool": "efa"}
    taints = [{"key": "nvidia.com/gpu", "value": "", "effect": "NO_SCHEDULE"}]
    assert world.create(labels=labels, taints=taints)["labels"] == labels


@pytest.mark.parametrize(
    ("ami_type", "release"),
    [
        ("AL2023_x86_64_NVIDIA", "1.50.0-0a1b2c3d"),
        ("AL2023_x86_64_NVIDIA", "1.33.5-20251120"),
        ("BOTTLEROCKET_x86_64_NVIDIA", "1.33.5-20251120"),
    ],
)
def test_releases_that_do_not_fit(world: World, ami_type: str, release: str) -> None:
    code, message = fails(lambda: world.create(amiType=ami_type, releaseVersion=release))
    assert code == "InvalidParameterException"
    assert f"Requested release version {release} is not valid for kubernetes version" in message


def test_a_release_of_bottlerocket(world: World) -> None:
    changes: dict[str, Any] = {"amiType": "BOTTLEROCKET_x86_64_NVIDIA", "releaseVersion": "1.50.0-0a1b2c3d"}
    assert world.create(**changes)["releaseVersion"] == "1.50.0-0a1b2c3d"


def test_max_unavailable_and_max_size(world: World) -> None:
    sizes = {"minSize": 0, "maxSize": 4, "desiredSize": 2}
    assert RANGE in fails(lambda: world.create("other", scalingConfig=sizes, updateConfig={"maxUnavailable": 5}))[1]
    world.active(scalingConfig=sizes, updateConfig={"maxUnavailable": 4})
    update = world.eks.update_nodegroup_config
    assert RANGE in fails(lambda: update(**NG, updateConfig={"maxUnavailable": 5}))[1]
    assert RANGE in fails(lambda: update(**NG, scalingConfig={"maxSize": 3}))[1]
    assert update(**NG, scalingConfig={"maxSize": 3}, updateConfig={"maxUnavailable": 3})["update"]["id"]
