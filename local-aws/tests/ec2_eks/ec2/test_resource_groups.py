from typing import Any

import pytest

from tests.ec2_eks.world import World, fails

POOL = {"Type": "AWS::EC2::CapacityReservationPool"}
GENERIC = {
    "Type": "AWS::ResourceGroups::Generic",
    "Parameters": [{"Name": "allowed-resource-types", "Values": ["AWS::EC2::CapacityReservation"]}],
}


def create(world: World, name: str = "pool", configuration: Any = (POOL, GENERIC)) -> str:
    return world.resource_groups.create_group(Name=name, Configuration=list(configuration))["Group"]["GroupArn"]


def arn(world: World, reservation_id: str) -> str:
    return world.reservation(reservation_id)["CapacityReservationArn"]


def members(world: World, group: str, **request: Any) -> list[str]:
    pages = world.resource_groups.get_paginator("list_group_resources").paginate(Group=group, **request)
    return [one["Identifier"]["ResourceArn"] for page in pages for one in page["Resources"]]


@pytest.mark.parametrize("by", ["name", "arn"])
def test_members_come_and_go(world: World, by: str) -> None:
    group_arn = create(world)
    group = {"name": "pool", "arn": group_arn}[by]
    one, two = arn(world, world.reserve()), arn(world, world.reserve())
    unknown = one.rpartition("/")[0] + "/cr-0123456789abcdef0"
    assert members(world, group) == []
    answer = world.resource_groups.group_resources(Group=group, ResourceArns=[one, two, unknown])
    assert answer["Succeeded"] == [one, two]
    assert [each["ResourceArn"] for each in answer["Failed"]] == [unknown]
    assert members(world, group) == [one, two]
    world.resource_groups.ungroup_resources(Group=group, ResourceArns=[one])
    assert members(world, group) == [two]
    shown = world.resource_groups.list_group_resources(Group=group)
    assert shown["ResourceIdentifiers"] == [{"ResourceArn": two, "ResourceType": "AWS::EC2::CapacityReservation"}]


def test_pages(world: World) -> None:
    create(world)
    arns = [arn(world, world.reserve()) for _ in range(5)]
    world.resource_groups.group_resources(Group="pool", ResourceArns=arns)
    first = world.resource_groups.list_group_resources(Group="pool", MaxResults=2)
    assert len(first["Resources"]) == 2
    assert first["NextToken"]
    assert members(world, "pool", PaginationConfig={"PageSize": 2}) == arns


def test_a_group_that_does_not_exist(world: World) -> None:
    gone = create(world)
    world.resource_groups.delete_group(Group=gone)
    for call in (
        lambda: members(world, gone),
        lambda: world.resource_groups.get_group(Group="none"),
        lambda: world.resource_groups.get_group_configuration(Group="none"),
    ):
        assert fails(call)[0] == "NotFoundException"


def test_a_group_made_again_is_empty(world: World) -> None:
    group = create(world)
    world.resource_groups.group_resources(Group=group, ResourceArns=[arn(world, world.reserve())])
    world.resource_groups.delete_group(Group=group)
    assert members(world, create(world)) == []


def test_configuration(world: World) -> None:
    group = create(world)
    shown = world.resource_groups.get_group_configuration(Group=group)["GroupConfiguration"]
    assert [one["Type"] for one in shown["Configuration"]] == [POOL["Type"], GENERIC["Type"]]
    assert fails(lambda: create(world, "bare", [POOL]))[0] == "BadRequestException"
    plain = create(world, "plain", [GENERIC])
    refused = fails(
        lambda: world.resource_groups.group_resources(Group=plain, ResourceArns=[arn(world, world.reserve())])
    )
    assert refused[0] == "BadRequestException"


def test_calls_are_logged_and_can_fail(world: World) -> None:
    create(world)
    fault = {"service": "resource-groups", "action": "ListGroupResources", "code": "ForbiddenException", "status": 403}
    world.control("POST", "/local-aws/faults", {**fault, "message": "not allowed"})
    assert fails(lambda: members(world, "pool")) == ("ForbiddenException", "not allowed")
    last = world.control("GET", "/local-aws/calls")[-1]
    assert (last["service"], last["action"], last["write"]) == ("resource-groups", "ListGroupResources", False)
    assert last["parameters"]["Group"] == "pool"
