from typing import Any

from tests.ec2_eks.world import World, fails


def make(world: World, name: str = "pg", **request: Any) -> dict:
    return world.ec2.create_placement_group(GroupName=name, Strategy="cluster", **request)["PlacementGroup"]


def names(world: World, *filters: tuple[str, str], **request: Any) -> list[str]:
    wanted = [{"Name": name, "Values": [value]} for name, value in filters]
    return [
        group["GroupName"]
        for group in world.ec2.describe_placement_groups(Filters=wanted, **request)["PlacementGroups"]
    ]


def test_create_answers_with_the_group_and_its_tags(world: World) -> None:
    group = make(world, TagSpecifications=[{"ResourceType": "placement-group", "Tags": [{"Key": "a", "Value": "1"}]}])
    assert (group["State"], group["Strategy"], group["Tags"]) == ("available", "cluster", [{"Key": "a", "Value": "1"}])
    assert group["GroupId"].startswith("pg-")
    assert group["GroupArn"].endswith(":placement-group/pg")


def test_a_name_is_taken_once(world: World) -> None:
    make(world)
    assert fails(lambda: make(world))[0] == "InvalidPlacementGroup.Duplicate"


def test_describe_by_name_id_and_filters(world: World) -> None:
    first, second = (
        make(world, "first"),
        world.ec2.create_placement_group(GroupName="second", Strategy="spread")["PlacementGroup"],
    )
    world.ec2.create_tags(Resources=[first["GroupId"]], Tags=[{"Key": "owner", "Value": "me"}])
    assert names(world, GroupNames=["second"]) == ["second"]
    assert names(world, GroupIds=[second["GroupId"]]) == ["second"]
    for name, value in (("group-name", "fir*"), ("strategy", "cluster"), ("tag:owner", "me"), ("tag-key", "owner")):
        assert names(world, (name, value)) == ["first"], name
    assert names(world, ("state", "available")) == ["first", "second"]
    assert names(world, ("state", "deleting")) == []


def test_an_unknown_filter_is_an_error(world: World) -> None:
    make(world)
    assert fails(lambda: names(world, ("colour", "red")))[0] == "InvalidParameterValue"


def test_an_unknown_group_is_an_error(world: World) -> None:
    assert fails(lambda: names(world, GroupNames=["none"]))[0] == "InvalidPlacementGroup.Unknown"
    assert fails(lambda: names(world, GroupIds=["pg-0123456789abcdef0"]))[0] == "InvalidPlacementGroupId.NotFound"
    assert fails(lambda: world.ec2.delete_placement_group(GroupName="none"))[0] == "InvalidPlacementGroup.Unknown"


def test_tags_show_at_once(world: World) -> None:
    group_id = make(world)["GroupId"]
    world.ec2.create_tags(Resources=[group_id], Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    world.ec2.delete_tags(Resources=[group_id], Tags=[{"Key": "a"}])
    assert world.ec2.describe_placement_groups()["PlacementGroups"][0]["Tags"] == [{"Key": "b", "Value": "2"}]


def test_delete_is_refused_while_nodes_run_and_while_they_terminate(world: World) -> None:
    make(world)
    template = world.template(Placement={"GroupName": "pg"})
    world.active(launchTemplate={"id": template, "version": "1"})

    def delete() -> None:
        world.ec2.delete_placement_group(GroupName="pg")

    assert fails(delete)[0] == "InvalidPlacementGroup.InUse"
    world.delete()
    assert fails(delete)[0] == "InvalidPlacementGroup.InUse"
    delete()
    assert names(world) == []


def test_a_group_without_nodes_can_go(world: World) -> None:
    make(world)
    template = world.template(Placement={"GroupName": "pg"})
    world.active(
        launchTemplate={"id": template, "version": "1"}, scalingConfig={"minSize": 0, "maxSize": 1, "desiredSize": 0}
    )
    world.ec2.delete_placement_group(GroupName="pg")


def test_group_by_name_and_by_id(world: World) -> None:
    world.ec2.create_placement_group(GroupName="both", Strategy="cluster")
    [group] = world.ec2.describe_placement_groups(GroupNames=["both"])["PlacementGroups"]
    by_id = world.template("lt-by-id", Placement={"GroupId": group["GroupId"]})
    both = world.template("lt-both", Placement={"GroupId": group["GroupId"], "GroupName": "both"})
    assert "cannot both" in fails(lambda: world.create(launchTemplate={"id": both, "version": "1"}))[1]
    assert world.create(launchTemplate={"id": by_id, "version": "1"})["status"] == "CREATING"
