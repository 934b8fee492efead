"""A security group that cannot be deleted after a roll that went well is left over, and the update succeeds: a failed
update would roll every node a second time. It goes with the node group."""

import pytest

from local_aws.client.inventory import ID_TAG

from .nodegroup_stack import NodeGroupStack
from .scene import Scene


@pytest.mark.parametrize("cause", ["a leaked interface", "no ec2:DeleteSecurityGroup"])
def test_a_security_group_that_cannot_be_deleted(scene: Scene, entry_point: type[NodeGroupStack], cause: str) -> None:
    stack = scene.stack_by(entry_point, Efa={"SecurityGroup": "CREATE"}).created()
    group = stack.outputs["EfaSecurityGroupId"]
    held = None
    if cause == "a leaked interface":
        held = scene.ec2.create_network_interface(SubnetId=stack.nodegroup["subnets"][0], Groups=[group])
    else:
        scene.refuse("ec2:DeleteSecurityGroup", "UnauthorizedOperation", group, status=403)

    ended = stack.update(Efa={"SecurityGroup": "NONE"})

    assert ended.status == "UPDATE_COMPLETE", ended.events
    assert len(scene.rolls(stack.outputs["Name"])) == 1
    assert {each for interface in stack.data["NetworkInterfaces"] for each in interface["Groups"]} == {
        scene.cluster_group()
    }
    assert stack.outputs["EfaSecurityGroupId"] == ""
    [left] = scene.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    assert ID_TAG in [tag["Key"] for tag in left["Tags"]]

    if held:
        scene.ec2.delete_network_interface(NetworkInterfaceId=held["NetworkInterface"]["NetworkInterfaceId"])
    scene.allow(group)
    assert stack.delete().status == "DELETE_COMPLETE"
    assert scene.ours() == []
