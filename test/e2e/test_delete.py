"""Delete leaves nothing, whatever was deleted before."""

import time
from collections.abc import Callable

from local_aws.client.inventory import ID_TAG

from .scene import Scene, new_key, together


def test_a_node_group_whose_template_was_deleted_by_hand(scene: Scene) -> None:
    stack = scene.created()
    scene.ec2.delete_launch_template(LaunchTemplateId=stack.outputs["LaunchTemplateId"])
    assert stack.delete().status == "DELETE_COMPLETE"
    assert scene.ours() == []


def test_resources_whose_node_group_was_deleted_by_hand(scene: Scene) -> None:
    stack = scene.created()
    _delete_nodegroup(scene, stack.outputs["Name"])
    assert stack.delete().status == "DELETE_COMPLETE"
    assert scene.ours() == []


def test_a_template_and_a_security_group_whose_placement_group_and_node_group_were_deleted_by_hand(
    scene: Scene,
) -> None:
    stack = scene.created()
    _delete_nodegroup(scene, stack.outputs["Name"])
    _until(lambda: _deleted_placement_group(scene, stack.outputs["PlacementGroupName"]))
    assert stack.delete().status == "DELETE_COMPLETE"
    assert scene.ours() == []


def test_a_node_group_whose_id_tag_was_taken_off(scene: Scene) -> None:
    stack = scene.created()
    arn = scene.nodegroup(stack.outputs["Name"])["nodegroupArn"]
    scene.eks.untag_resource(resourceArn=arn, tagKeys=[ID_TAG])
    assert stack.delete().status == "DELETE_COMPLETE"
    assert scene.nodegroups() == ["others"]
    assert scene.ours() == []


def test_a_node_group_of_others_that_carries_an_id_is_left(scene: Scene) -> None:
    others = scene.nodegroup("others")
    forged = f"{scene.cluster}/others/0123456789ab"
    scene.eks.tag_resource(resourceArn=others["nodegroupArn"], tags={ID_TAG: forged})
    answer = scene.invoke("DELETE", {"Id": forged})
    assert (answer["status"], answer["errorCode"]) == ("FAILED", "NotFound")
    assert scene.nodegroup("others")["status"] == "ACTIVE"
    scene.eks.untag_resource(resourceArn=others["nodegroupArn"], tagKeys=[ID_TAG])


def test_all_of_it_deleted_by_hand(scene: Scene) -> None:
    stack = scene.created(Placement={"Group": "NONE"}, Efa={"SecurityGroup": "NONE"})
    _delete_nodegroup(scene, stack.outputs["Name"])
    scene.ec2.delete_launch_template(LaunchTemplateId=stack.outputs["LaunchTemplateId"])
    assert stack.delete().status == "DELETE_COMPLETE"
    answer = scene.invoke("DELETE", {"Id": stack.outputs["Id"]})
    assert (answer["status"], answer["errorCode"]) == ("FAILED", "NotFound")


def test_a_node_group_that_is_still_being_made(scene: Scene) -> None:
    """Without a stack: the Create goes on beside the Delete, which is more than CloudFormation does."""
    creating, deleting = new_key(), new_key()

    def delete() -> dict:
        _until(lambda: bool(_ours(scene)))
        # the Create sees nothing for a while, so that EKS, whose states advance by polls, still says CREATING to the
        # Delete
        scene.fault(creating, "eks:DescribeNodegroup", "ThrottlingException", times=6)
        return scene.invoke("DELETE", {"Id": _id_of_template(scene, _ours(scene)[0])}, deleting)

    created, deleted = together(lambda: scene.invoke("CREATE", scene.properties(), creating), delete)
    assert _looks_before_the_deletion(scene, creating, deleting) == 1
    assert deleted["status"] == "SUCCESS"
    assert (created["status"], created["errorCode"]) == ("FAILED", "NotStabilized"), created["message"]
    # CloudFormation deletes what the failed Create named
    again = scene.invoke("DELETE", {"Id": created["resourceModel"]["Id"]})
    assert again["status"] == "SUCCESS" or again["errorCode"] == "NotFound"
    assert scene.ours() == []


def _ours(scene: Scene) -> list[str]:
    return [name for name in scene.nodegroups() if name != "others"]


def _looks_before_the_deletion(scene: Scene, *keys: str) -> int:
    """How often EKS was asked, with success, about the node group until DeleteNodegroup: to the first poll it is
    CREATING."""
    calls = [call for call in scene.local.calls() if call["accessKeyId"] in keys and call["status"] == 200]
    actions = [call["action"] for call in calls]
    return actions[actions.index("CreateNodegroup") : actions.index("DeleteNodegroup")].count("DescribeNodegroup")


def _id_of_template(scene: Scene, name: str) -> str:
    templates = scene.ec2.describe_launch_templates()["LaunchTemplates"]
    ids = [
        tag["Value"] for template in templates for tag in template.get("Tags", []) if tag["Key"] == "efa-node-group:id"
    ]
    return next(each for each in ids if each.startswith(f"{scene.cluster}/{name}/"))


def _delete_nodegroup(scene: Scene, name: str) -> None:
    scene.eks.delete_nodegroup(clusterName=scene.cluster, nodegroupName=name)
    _until(lambda: _gone(scene, name))


def _gone(scene: Scene, name: str) -> bool:
    try:
        scene.nodegroup(name)
    except scene.eks.exceptions.ResourceNotFoundException:
        return True
    return False


def _deleted_placement_group(scene: Scene, name: str) -> bool:
    """False while instances are still in it."""
    try:
        scene.ec2.delete_placement_group(GroupName=name)
    except scene.ec2.exceptions.ClientError as error:
        if error.response["Error"]["Code"] == "InvalidPlacementGroup.InUse":
            return False
        raise
    return True


def _until(done: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)
