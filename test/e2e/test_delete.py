"""Delete leaves nothing, whatever was deleted before and whenever it comes."""
import time

from scene import together


def test_a_node_group_whose_template_was_deleted_by_hand(scene):
    stack = scene.created()
    scene.ec2.delete_launch_template(LaunchTemplateId=stack.outputs["LaunchTemplateId"])
    assert stack.delete().status == "DELETE_COMPLETE" and scene.ours() == []


def test_pieces_whose_node_group_was_deleted_by_hand(scene):
    stack = scene.created()
    _delete_nodegroup(scene, stack.outputs["Name"])
    assert stack.delete().status == "DELETE_COMPLETE" and scene.ours() == []


def test_a_template_and_a_security_group_whose_placement_group_and_node_group_were_deleted_by_hand(scene):
    stack = scene.created()
    _delete_nodegroup(scene, stack.outputs["Name"])
    _until(lambda: _deleted_placement_group(scene, stack.outputs["PlacementGroupName"]))
    assert stack.delete().status == "DELETE_COMPLETE" and scene.ours() == []


def test_all_of_it_deleted_by_hand(scene):
    stack = scene.created(Placement={"Group": "NONE"}, Efa={"SecurityGroup": "NONE"})
    _delete_nodegroup(scene, stack.outputs["Name"])
    scene.ec2.delete_launch_template(LaunchTemplateId=stack.outputs["LaunchTemplateId"])
    assert stack.delete().status == "DELETE_COMPLETE"
    answer = scene.invoke("DELETE", {"Id": stack.outputs["Id"]})
    assert (answer["status"], answer["errorCode"]) == ("FAILED", "NotFound")


def test_a_node_group_that_is_still_being_made(scene):
    """Without a stack: CloudFormation itself sends no Delete to a resource whose Create runs."""
    def delete_while_creating() -> tuple[str, dict]:
        _until(lambda: _creating(scene))
        [name] = _creating(scene)
        return _status_in_log(scene), scene.invoke("DELETE", {"Id": _id_of_template(scene, name)})
    created, (status, deleted) = together(lambda: scene.invoke("CREATE", scene.properties()), delete_while_creating)
    assert status == "CREATING"
    assert (deleted["status"], created["status"]) == ("SUCCESS", "FAILED")
    assert created["errorCode"] == "NotStabilized", created["message"]
    # CloudFormation deletes what the failed Create named
    again = scene.invoke("DELETE", {"Id": created["resourceModel"]["Id"]})
    assert again["status"] == "SUCCESS" or again["errorCode"] == "NotFound"
    assert scene.ours() == []


def test_a_stack_that_is_deleted_while_its_create_runs(scene):
    stack = scene.stack()
    def delete_while_creating():
        _until(lambda: scene.ours())
        return stack.delete()
    _, ended = together(lambda: _created_or_gone(stack), delete_while_creating)
    assert ended.status == "DELETE_COMPLETE"
    _until(lambda: scene.ours() == [])


def _created_or_gone(stack) -> str:
    return stack.create().status


def _creating(scene) -> list[str]:
    return [name for name in scene.nodegroups() if name != "others"]


def _status_in_log(scene) -> str:
    """What EKS answered to CreateNodegroup, as long as the handler has not looked twice."""
    looks = [call for call in scene.local.calls() if call["action"] == "DescribeNodegroup" and call["status"] == 200
             and call["parameters"].get("name") == scene.cluster and "others" not in str(call["parameters"])]
    return "CREATING" if len(looks) <= 1 else "perhaps ACTIVE"


def _id_of_template(scene, name: str) -> str:
    templates = scene.ec2.describe_launch_templates()["LaunchTemplates"]
    ids = [tag["Value"] for template in templates for tag in template.get("Tags", []) if tag["Key"] == "efa-node-group:id"]
    return next(each for each in ids if each.startswith(f"{scene.cluster}/{name}/"))


def _delete_nodegroup(scene, name: str) -> None:
    scene.eks.delete_nodegroup(clusterName=scene.cluster, nodegroupName=name)
    _until(lambda: _gone(scene, name))


def _gone(scene, name: str) -> bool:
    try:
        scene.nodegroup(name)
    except scene.eks.exceptions.ResourceNotFoundException:
        return True
    return False


def _deleted_placement_group(scene, name: str) -> bool:
    """False while instances still hold it."""
    try:
        scene.ec2.delete_placement_group(GroupName=name)
    except scene.ec2.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == "InvalidPlacementGroup.InUse"
        return False
    return True


def _until(done, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)
