"""CPU options and tags in the instance metadata, as they arrive through CreateNodegroup."""

from typing import Any

import pytest

from tests.ec2_eks.world import World, fails


def request(world: World, **data: Any) -> dict[str, Any]:
    return {"launchTemplate": {"id": world.template("lt-options", **data), "version": "1"}}


def metadata(state: str, key: str) -> dict[str, Any]:
    return {
        "MetadataOptions": {"HttpTokens": "required", "InstanceMetadataTags": state},
        "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": key, "Value": "x"}]}],
    }


@pytest.mark.parametrize(("cores", "threads"), [(96, 1), (96, 2), (12, 1)])
def test_cpu_options_that_the_type_has(world: World, cores: int, threads: int) -> None:
    options = {"CoreCount": cores, "ThreadsPerCore": threads}
    assert world.create(**request(world, CpuOptions=options))["status"] == "CREATING"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"CoreCount": 13, "ThreadsPerCore": 1}, "core count 13"),
        ({"CoreCount": 96, "ThreadsPerCore": 3}, "3 threads"),
        ({"CoreCount": 96}, "both"),
        ({"ThreadsPerCore": 1}, "both"),
    ],
)
def test_cpu_options_that_it_lacks(world: World, options: dict[str, int], words: str) -> None:
    code, message = fails(lambda: world.create(**request(world, CpuOptions=options)))
    assert code == "InvalidRequestException"
    assert words in message


@pytest.mark.parametrize("key", ["a/b", "a b", "_index", ".."])
def test_tag_key_that_the_metadata_cannot_show(world: World, key: str) -> None:
    code, message = fails(lambda: world.create(**request(world, **metadata("enabled", key))))
    assert code == "InvalidRequestException"
    assert f"'{key}' is not a valid tag key" in message


def test_tag_key_where_the_metadata_shows_none(world: World) -> None:
    assert world.create(**request(world, **metadata("disabled", "a/b")))["status"] == "CREATING"


@pytest.mark.parametrize(
    ("state", "copied"),
    [
        ("enabled", {"HttpTokens": "required"}),
        ("disabled", {"HttpTokens": "required", "InstanceMetadataTags": "disabled"}),
    ],
)
def test_copy_of_eks(world: World, state: str, copied: dict[str, str]) -> None:
    world.active(**request(world, **metadata(state, "team")))
    policy = world.auto_scaling_group()["MixedInstancesPolicy"]
    template = policy["LaunchTemplate"]["LaunchTemplateSpecification"]
    versions = world.ec2.describe_launch_template_versions(
        LaunchTemplateId=template["LaunchTemplateId"], Versions=[template["Version"]]
    )["LaunchTemplateVersions"]
    assert versions[0]["LaunchTemplateData"]["MetadataOptions"] == copied
