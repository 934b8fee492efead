from functools import partial

from tests.ec2_eks.world import CLUSTER, World, fails


def test_tags_of_a_node_group(world: World) -> None:
    arn = world.active(tags={"a": "1"})["nodegroupArn"]
    world.eks.tag_resource(resourceArn=arn, tags={"b": "2", "c:d/e": "3"})
    world.eks.untag_resource(resourceArn=arn, tagKeys=["a", "b"])
    assert world.eks.list_tags_for_resource(resourceArn=arn)["tags"] == {"c:d/e": "3"} == world.describe()["tags"]


def test_tags_of_a_cluster(world: World) -> None:
    arn = world.eks.describe_cluster(name=CLUSTER)["cluster"]["arn"]
    world.eks.tag_resource(resourceArn=arn, tags={"a": "1"})
    assert world.eks.list_tags_for_resource(resourceArn=arn)["tags"] == {"a": "1"}


def test_fifty_at_most(world: World) -> None:
    arn = world.active(tags={str(number): "" for number in range(50)})["nodegroupArn"]
    world.eks.tag_resource(resourceArn=arn, tags={"0": "again"})
    assert fails(lambda: world.eks.tag_resource(resourceArn=arn, tags={"new": ""}))[0] == "BadRequestException"


def test_an_unknown_arn(world: World) -> None:
    arn = world.active()["nodegroupArn"]
    world.delete()
    assert fails(lambda: world.eks.tag_resource(resourceArn=arn, tags={"a": "1"}))[0] == "NotFoundException"
    assert fails(lambda: world.eks.list_tags_for_resource(resourceArn=arn))[0] == "NotFoundException"


def test_several_ec2_resources_in_one_call(world: World) -> None:
    ec2, name = world.ec2, "owner"
    group = ec2.create_placement_group(GroupName="pg", Strategy="cluster")["PlacementGroup"]["GroupId"]
    ids = [world.template(), group, world.group_id]
    ec2.create_tags(Resources=ids, Tags=[{"Key": name, "Value": "me"}])
    shown = [
        ec2.describe_launch_templates(LaunchTemplateIds=ids[:1])["LaunchTemplates"][0],
        ec2.describe_placement_groups(GroupIds=[group])["PlacementGroups"][0],
        ec2.describe_security_groups(GroupIds=[world.group_id])["SecurityGroups"][0],
    ]
    assert [one["Tags"] for one in shown] == [[{"Key": name, "Value": "me"}]] * 3


def test_tagging_what_is_not_there(world: World) -> None:
    ids = {
        "pg-0123456789abcdef0": "InvalidPlacementGroupId.NotFound",
        "lt-0123456789abcdef0": "InvalidLaunchTemplateId.NotFound",
        "sg-0123456789abcdef0": "InvalidGroup.NotFound",
    }
    for resource_id, code in ids.items():
        tag = partial(world.ec2.create_tags, Resources=[resource_id], Tags=[{"Key": "a", "Value": "b"}])
        assert fails(tag)[0] == code
