"""Which security groups the interfaces carry: the primary the cluster's, the user's and EFA's; `efa-only`
EFA's."""

from .nodegroup_stack import NodeGroupStack
from .scene import Scene

# Eight cards.
MANY_CARDS = "trn1.32xlarge"


def test_create_makes_a_group_also_where_the_clusters_own_serves(scene: Scene) -> None:
    scene.let_efa_through(scene.cluster_group())
    mine = _someones_group(scene)
    stack = scene.created(InstanceTypes=[MANY_CARDS], Efa={"SecurityGroup": "CREATE"}, SecurityGroupIds=[mine])
    created = stack.outputs["EfaSecurityGroupId"]
    assert created not in (scene.cluster_group(), mine)
    _assert_groups(stack, {scene.cluster_group(), mine, created}, {created})
    assert "security group" in scene.of_id(stack.outputs["Id"])


def test_none_makes_no_group(scene: Scene) -> None:
    mine = _someones_group(scene)
    stack = scene.created(InstanceTypes=[MANY_CARDS], Efa={"SecurityGroup": "NONE"}, SecurityGroupIds=[mine])
    _assert_groups(stack, {scene.cluster_group(), mine}, {scene.cluster_group(), mine})
    assert "security group" not in scene.of_id(stack.outputs["Id"])


def test_auto_uses_the_clusters_group_where_eks_made_it_with_the_self_egress_rule(scene: Scene) -> None:
    serving = f"{scene.cluster}-serving"
    group = scene.make_cluster(serving, self_egress=True)
    stack = scene.created(ClusterName=serving, InstanceTypes=[MANY_CARDS])
    assert stack.outputs["EfaSecurityGroupId"] == group
    [name] = scene.eks.list_nodegroups(clusterName=serving)["nodegroups"]
    data = scene.template_data(scene.eks.describe_nodegroup(clusterName=serving, nodegroupName=name)["nodegroup"])
    assert {tuple(each["Groups"]) for each in data["NetworkInterfaces"]} == {(group,)}
    assert not _groups_tagged_with(scene, stack.outputs["Id"])
    assert stack.delete().status == "DELETE_COMPLETE"
    assert scene.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]


def test_auto_makes_one_where_no_group_serves(scene: Scene) -> None:
    stack = scene.created(InstanceTypes=[MANY_CARDS])
    created = stack.outputs["EfaSecurityGroupId"]
    _assert_groups(stack, {scene.cluster_group(), created}, {created})
    [group] = scene.ec2.describe_security_groups(GroupIds=[created])["SecurityGroups"]
    for rules in (group["IpPermissions"], group["IpPermissionsEgress"]):
        [rule] = rules
        assert rule["IpProtocol"] == "-1"
        assert [pair["GroupId"] for pair in rule["UserIdGroupPairs"]] == [created]
        assert not rule.get("IpRanges")
        assert not rule.get("Ipv6Ranges")
    assert not [tag for tag in group["Tags"] if tag["Key"].startswith("kubernetes.io/cluster/")]


def _assert_groups(stack: NodeGroupStack, primary: set[str], further: set[str]) -> None:
    first, *rest = stack.data["NetworkInterfaces"]
    assert set(first["Groups"]) == primary
    assert rest
    assert all(set(each["Groups"]) == further for each in rest)


def _someones_group(scene: Scene) -> str:
    vpc = scene.local.environment["VPC_ID"]
    group = scene.ec2.create_security_group(GroupName=f"{scene.cluster}-mine", Description=scene.cluster, VpcId=vpc)[
        "GroupId"
    ]
    scene.know_others()
    return group


def _groups_tagged_with(scene: Scene, identity: str) -> list[dict]:
    tag = {"Name": "tag:efa-node-group:id", "Values": [identity]}
    return scene.ec2.describe_security_groups(Filters=[tag])["SecurityGroups"]
