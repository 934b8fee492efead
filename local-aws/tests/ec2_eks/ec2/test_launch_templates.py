import base64
from typing import Any

from tests.ec2_eks.world import World, efa_interfaces, fails

DATA = {"KeyName": "one"}
TAGS = [{"ResourceType": "launch-template", "Tags": [{"Key": "owner", "Value": "me"}]}]


def create(world: World, name: str = "template", data: dict | None = None, **request: Any) -> dict:
    return world.ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData=data or DATA, **request)[
        "LaunchTemplate"
    ]


def version(world: World, template_id: str, data: dict | None = None, **request: Any) -> dict:
    return world.ec2.create_launch_template_version(
        LaunchTemplateId=template_id, LaunchTemplateData=data or DATA, **request
    )["LaunchTemplateVersion"]


def versions(world: World, template_id: str, *numbers: str) -> list[int]:
    answer = world.ec2.describe_launch_template_versions(LaunchTemplateId=template_id, Versions=list(numbers))
    return [one["VersionNumber"] for one in answer["LaunchTemplateVersions"]]


def test_a_token_makes_one_template(world: World) -> None:
    first = create(world, ClientToken="token")
    assert create(world, ClientToken="token")["LaunchTemplateId"] == first["LaunchTemplateId"]
    assert len(world.ec2.describe_launch_templates()["LaunchTemplates"]) == 1
    assert (
        fails(lambda: create(world, data={"KeyName": "two"}, ClientToken="token"))[0] == "IdempotentParameterMismatch"
    )
    assert fails(lambda: create(world, ClientToken="other"))[0] == "InvalidLaunchTemplateName.AlreadyExistsException"


def test_a_token_makes_one_version(world: World) -> None:
    template = create(world)["LaunchTemplateId"]
    assert version(world, template, ClientToken="token")["VersionNumber"] == 2
    assert version(world, template, ClientToken="token")["VersionNumber"] == 2
    assert versions(world, template) == [2, 1]
    assert (
        fails(lambda: version(world, template, {"KeyName": "two"}, ClientToken="token"))[0]
        == "IdempotentParameterMismatch"
    )


def test_source_version_is_inherited(world: World) -> None:
    user_data = base64.b64encode(b"#!/bin/sh").decode()
    template = create(world, data={"KeyName": "one", "UserData": user_data})["LaunchTemplateId"]
    created = version(world, template, {"KeyName": "two"}, SourceVersion="1")
    assert created["LaunchTemplateData"] == {"KeyName": "two", "UserData": user_data}
    assert version(world, template, {"KeyName": "three"})["LaunchTemplateData"] == {"KeyName": "three"}


def test_the_data_come_back_as_given(world: World) -> None:
    interfaces = [{**one, "Groups": ["sg-1"]} for one in efa_interfaces(32)]
    data = {
        "NetworkInterfaces": interfaces,
        "Placement": {"GroupName": "pg"},
        "MetadataOptions": {"HttpTokens": "required"},
    }
    template = create(world, data=data, TagSpecifications=TAGS)["LaunchTemplateId"]
    answer = world.ec2.describe_launch_template_versions(LaunchTemplateId=template, Versions=["1"])
    assert answer["LaunchTemplateVersions"][0]["LaunchTemplateData"] == data


def test_the_default_version_moves(world: World) -> None:
    template = create(world)["LaunchTemplateId"]
    version(world, template, VersionDescription="v1:abc")
    modified = world.ec2.modify_launch_template(LaunchTemplateId=template, DefaultVersion="2")["LaunchTemplate"]
    assert (modified["DefaultVersionNumber"], modified["LatestVersionNumber"]) == (2, 2)
    answer = world.ec2.describe_launch_template_versions(LaunchTemplateId=template, Versions=["$Default"])[
        "LaunchTemplateVersions"
    ]
    assert [(one["VersionNumber"], one["DefaultVersion"], one["VersionDescription"]) for one in answer] == [
        (2, True, "v1:abc")
    ]
    assert (
        fails(lambda: world.ec2.modify_launch_template(LaunchTemplateId=template, DefaultVersion="9"))[0]
        == "InvalidLaunchTemplateId.VersionNotFound"
    )


def test_versions_are_deleted_one_by_one_but_never_the_default(world: World) -> None:
    template = create(world)["LaunchTemplateId"]
    version(world, template), version(world, template)
    answer = world.ec2.delete_launch_template_versions(LaunchTemplateId=template, Versions=["1", "3", "9"])
    assert [one["VersionNumber"] for one in answer["SuccessfullyDeletedLaunchTemplateVersions"]] == [3]
    refused = {
        one["VersionNumber"]: one["ResponseError"]["Code"]
        for one in answer["UnsuccessfullyDeletedLaunchTemplateVersions"]
    }
    assert refused == {1: "unexpectedError", 9: "launchTemplateVersionDoesNotExist"}
    assert versions(world, template) == [2, 1]
    assert fails(lambda: versions(world, template, "3"))[0] == "InvalidLaunchTemplateId.VersionNotFound"
    assert version(world, template)["VersionNumber"] == 4, "a number is never given out again"
    assert versions(world, template, "$Latest", "$Default") == [4, 1]


def test_a_deleted_version_is_neither_the_latest_nor_a_default(world: World) -> None:
    template = create(world)["LaunchTemplateId"]
    version(world, template)
    world.ec2.delete_launch_template_versions(LaunchTemplateId=template, Versions=["2"])
    assert versions(world, template, "$Latest") == [1]
    assert world.ec2.describe_launch_templates()["LaunchTemplates"][0]["LatestVersionNumber"] == 1
    error = fails(lambda: world.ec2.modify_launch_template(LaunchTemplateId=template, DefaultVersion="2"))
    assert error[0] == "InvalidLaunchTemplateId.VersionNotFound"


def test_one_of_id_and_name(world: World) -> None:
    template = create(world, "named")["LaunchTemplateId"]
    both = {"LaunchTemplateId": template, "LaunchTemplateName": "named"}
    assert fails(lambda: world.ec2.delete_launch_template(**both))[0] == "InvalidParameterCombination"
    assert fails(lambda: world.ec2.delete_launch_template())[0] == "MissingParameter"


def test_versions_by_name(world: World) -> None:
    create(world, "named")
    answer = world.ec2.describe_launch_template_versions(LaunchTemplateName="named")
    assert [one["VersionNumber"] for one in answer["LaunchTemplateVersions"]] == [1]
    assert (
        fails(lambda: world.ec2.describe_launch_template_versions(LaunchTemplateName="none"))[0]
        == "InvalidLaunchTemplateName.NotFoundException"
    )
    assert fails(lambda: versions(world, "lt-0123456789abcdef0"))[0] == "InvalidLaunchTemplateId.NotFound"


def test_an_unknown_template_is_an_error(world: World) -> None:
    ec2, unknown = world.ec2, "lt-0123456789abcdef0"
    assert (
        fails(lambda: ec2.describe_launch_templates(LaunchTemplateIds=[unknown]))[0]
        == "InvalidLaunchTemplateId.NotFound"
    )
    assert (
        fails(lambda: ec2.describe_launch_templates(LaunchTemplateNames=["none"]))[0]
        == "InvalidLaunchTemplateName.NotFoundException"
    )
    assert fails(lambda: ec2.delete_launch_template(LaunchTemplateId=unknown))[0] == "InvalidLaunchTemplateId.NotFound"
    assert (
        fails(lambda: ec2.delete_launch_template(LaunchTemplateName="none"))[0]
        == "InvalidLaunchTemplateName.NotFoundException"
    )
    assert fails(lambda: version(world, unknown))[0] == "InvalidLaunchTemplateId.NotFound"


def test_delete_makes_the_name_free(world: World) -> None:
    template = create(world)["LaunchTemplateId"]
    world.ec2.delete_launch_template(LaunchTemplateId=template)
    assert create(world)["LaunchTemplateId"] != template


def test_found_by_live_tags(world: World) -> None:
    first, second = (
        create(world, "first", TagSpecifications=TAGS)["LaunchTemplateId"],
        create(world, "second")["LaunchTemplateId"],
    )

    def found(name: str, value: str) -> list[str]:
        answer = world.ec2.describe_launch_templates(Filters=[{"Name": name, "Values": [value]}])
        return [one["LaunchTemplateId"] for one in answer["LaunchTemplates"]]

    assert found("tag:owner", "me") == found("tag-key", "owner") == found("launch-template-name", "first") == [first]
    world.ec2.create_tags(Resources=[first, second], Tags=[{"Key": "owner", "Value": "you"}])
    assert found("tag:owner", "you") == [first, second]
    world.ec2.delete_tags(Resources=[first, second], Tags=[{"Key": "owner"}])
    assert found("tag-key", "owner") == []
    assert all(one["Tags"] == [] for one in world.ec2.describe_launch_templates()["LaunchTemplates"])


def test_pages(world: World) -> None:
    created = [create(world, f"template-{number}")["LaunchTemplateId"] for number in range(5)]
    pages = list(world.ec2.get_paginator("describe_launch_templates").paginate(PaginationConfig={"PageSize": 2}))
    assert [len(page["LaunchTemplates"]) for page in pages] == [2, 2, 1]
    assert [one["LaunchTemplateId"] for page in pages for one in page["LaunchTemplates"]] == created
