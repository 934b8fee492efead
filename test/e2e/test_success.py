"""SUCCESS is said after the template that EKS launches nodes from was compared: through the Auto Scaling group, its own
copy."""

from .nodegroup_stack import failure
from .scene import Scene, new_key


def test_create_reads_the_copy_before_it_succeeds(scene: Scene) -> None:
    since = scene.call_count()
    group = scene.created().nodegroup["resources"]["autoScalingGroups"][0]["name"]
    asked = [
        call
        for call in scene.local.calls(since=since)
        if call["action"] == "DescribeAutoScalingGroups" and group in str(call["parameters"])
    ]
    assert len(asked) == 1
    auto_scaling = scene.local.client("autoscaling")
    [shown] = auto_scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[group])["AutoScalingGroups"]
    copy = shown["MixedInstancesPolicy"]["LaunchTemplate"]["LaunchTemplateSpecification"]
    read = [
        call["parameters"]
        for call in scene.local.calls(since=since)
        if call["action"] == "DescribeLaunchTemplateVersions"
    ]
    assert copy["LaunchTemplateId"] in str(read)


def test_a_copy_that_lost_the_efa_is_rolled_back_and_says_what_is_missing(scene: Scene) -> None:
    ended = scene.stack(Tags={"local-aws:copy-loses": "efa-0"}).create()
    assert ended.status == "ROLLBACK_COMPLETE"
    reason = failure(ended)
    assert "HandlerErrorCode: NotStabilized" in reason
    assert "0 of 1 EFA interfaces are present" in reason
    assert "lacks card 0 device 0 efa" in reason
    assert scene.ours() == []


def test_a_copy_that_lost_the_interface_of_one_of_eight_cards_is_no_success(scene: Scene) -> None:
    given = scene.properties(InstanceTypes=["trn1.32xlarge"], Tags={"local-aws:copy-loses": "interface-5"})
    answer = scene.invoke("CREATE", given)
    assert (answer["status"], answer["errorCode"]) == ("FAILED", "NotStabilized")
    assert "7 of 8 EFA interfaces are present" in answer["message"]
    assert "lacks card 5 device 1 efa-only" in answer["message"]
    assert scene.invoke("DELETE", {"Id": answer["resourceModel"]["Id"]})["status"] == "SUCCESS"
    assert scene.ours() == []


def test_a_copy_that_nobody_may_read_is_a_success_that_says_so(scene: Scene) -> None:
    key = new_key()
    scene.fault(key, "autoscaling:DescribeAutoScalingGroups", "AccessDenied", status=403, times=9)
    answer = scene.invoke("CREATE", scene.properties(), key)
    assert answer["status"] == "SUCCESS"
    assert answer["message"].startswith(
        "The interfaces of the nodes were not verified: autoscaling:DescribeAutoScalingGroups "
    )
    assert "AccessDenied" in answer["message"]
    assert scene.invoke("DELETE", {"Id": answer["resourceModel"]["Id"]})["status"] == "SUCCESS"
    assert scene.ours() == []
