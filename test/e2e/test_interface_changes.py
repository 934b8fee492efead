"""Interfaces and their security groups through a life: laid out, listed, laid out again; CREATE, an existing group,
AUTO."""

import pytest

from .lifecycle import assert_an_update_of_nothing_writes_nothing, assert_read_back
from .nodegroup_stack import NodeGroupStack
from .scene import Scene

# Eight cards of two interfaces.
TYPE = "trn1.32xlarge"
LIST = [
    {"NetworkCardIndex": 0, "DeviceIndex": 0, "InterfaceType": "interface"},
    {"NetworkCardIndex": 0, "DeviceIndex": 1, "InterfaceType": "efa-only"},
    {"NetworkCardIndex": 4, "DeviceIndex": 1, "InterfaceType": "efa-only"},
]


@pytest.mark.long
def test_each_change_rolls_once_and_groups_of_others_stay(scene: Scene) -> None:
    scene.eks.create_addon(clusterName=scene.cluster, addonName="vpc-cni", addonVersion="v1.18.4-eksbuild.1")
    shared = _shared_group(scene)
    stack = scene.stack(InstanceTypes=[TYPE], Efa={"InterfaceLayout": "ENA_PRIMARY", "SecurityGroup": "CREATE"})
    ended = stack.create()
    assert ended.status == "CREATE_COMPLETE", ended.events
    warning = "Warning: ClusterName: The cluster's Amazon VPC CNI add-on (vpc-cni) has version v1.18.4"
    assert any(warning in event.get("ResourceStatusReason", "") for event in ended.events)
    own = stack.outputs["EfaSecurityGroupId"]
    # both interfaces of the first card, and one on each of the others
    assert_read_back(stack, EfaInterfaceCount="8", NetworkInterfaceCount="9")
    assert _groups(stack) == [{scene.cluster_group(), own}, {own}]
    assert_an_update_of_nothing_writes_nothing(stack)

    ended = stack.update(Efa={"NetworkInterfaces": LIST, "SecurityGroupId": shared})
    assert ended.status == "UPDATE_COMPLETE", ended.events
    model = assert_read_back(stack, EfaInterfaceCount="2", NetworkInterfaceCount="3", EfaSecurityGroupId=shared)
    assert "InterfaceLayout" not in model["Efa"]
    assert "SecurityGroupIds" not in model
    assert stack.nodegroup["labels"]["efa-node-group/efa-count"] == "2"
    assert _groups(stack) == [{scene.cluster_group(), shared}, {shared}]
    assert scene.of_id(stack.outputs["Id"]) == ["launch template", "node group", "placement group"]
    assert_an_update_of_nothing_writes_nothing(stack)

    ended = stack.update(Efa=None)
    assert ended.status == "UPDATE_COMPLETE", ended.events
    assert_read_back(
        stack,
        Efa={"InterfaceLayout": "EFA_PRIMARY", "SecurityGroup": "AUTO"},
        EfaInterfaceCount="8",
        NetworkInterfaceCount="8",
    )
    again = stack.outputs["EfaSecurityGroupId"]
    assert again not in (own, shared)
    assert _groups(stack) == [{scene.cluster_group(), again}, {again}]
    assert stack.nodegroup["labels"]["efa-node-group/efa-count"] == "8"


def _groups(stack: NodeGroupStack) -> list[set[str]]:
    """Of the primary interface and of the last."""
    interfaces = stack.data["NetworkInterfaces"]
    return [set(interfaces[0]["Groups"]), set(interfaces[-1]["Groups"])]


def _shared_group(scene: Scene) -> str:
    """Somebody's group that lets all traffic in from and out to itself."""
    group = scene.ec2.create_security_group(
        GroupName=f"{scene.cluster}-shared", Description=scene.cluster, VpcId=scene.local.environment["VPC_ID"]
    )["GroupId"]
    itself = [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group}]}]
    scene.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=itself)
    scene.let_efa_through(group)
    return group
