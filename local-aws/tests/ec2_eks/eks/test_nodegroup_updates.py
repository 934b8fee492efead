from typing import Any

from tests.ec2_eks.world import CLUSTER, World, efa_interfaces, fails

NG = {"clusterName": CLUSTER, "nodegroupName": "ng"}
UPDATE = {"name": CLUSTER, "nodegroupName": "ng"}


def config(world: World, **change: Any) -> dict:
    return world.eks.update_nodegroup_config(**NG, **change)["update"]


def roll(world: World, **change: Any) -> dict:
    return world.eks.update_nodegroup_version(**NG, **change)["update"]


def update(world: World, update_id: str) -> dict:
    return world.eks.describe_update(**UPDATE, updateId=update_id)["update"]


def second_version(world: World, **data: Any) -> dict:
    return world.ec2.create_launch_template_version(
        LaunchTemplateName="lt-ng", SourceVersion="1", LaunchTemplateData={"Monitoring": {"Enabled": True}, **data}
    )


def test_an_update_runs_until_polled(world: World) -> None:
    world.active()
    started = config(world, labels={"addOrUpdateLabels": {"a": "1"}})
    assert (started["status"], started["type"], started["errors"]) == ("InProgress", "ConfigUpdate", [])
    assert (world.describe()["status"], world.describe()["labels"]) == ("UPDATING", {})
    assert (world.describe()["status"], world.describe()["labels"]) == ("ACTIVE", {"a": "1"})
    assert update(world, started["id"])["status"] == "Successful"


def test_describe_update_polls_as_well(world: World) -> None:
    world.active()
    update_id = config(world, scalingConfig={"maxSize": 5})["id"]
    assert [update(world, update_id)["status"] for _ in range(3)] == ["InProgress", "InProgress", "Successful"]
    assert world.describe()["status"] == "ACTIVE"


def test_labels_and_taints(world: World) -> None:
    taint = {"key": "a", "value": "1", "effect": "NO_SCHEDULE"}
    world.active(labels={"keep": "1", "drop": "1"}, taints=[taint, {**taint, "effect": "NO_EXECUTE"}])
    config(
        world,
        labels={"addOrUpdateLabels": {"new": "1"}, "removeLabels": ["drop"]},
        taints={"addOrUpdateTaints": [{**taint, "value": "2"}], "removeTaints": [{**taint, "effect": "NO_EXECUTE"}]},
    )
    shown = world.settle()
    assert shown["labels"] == {"keep": "1", "new": "1"}
    assert shown["taints"] == [{**taint, "value": "2"}]


def test_sizes_are_merged_and_the_result_is_checked(world: World) -> None:
    world.active()
    assert fails(lambda: config(world, scalingConfig={"minSize": 3})) == (
        "InvalidParameterException",
        "Minimum capacity 3 can't be greater than desired size 2",
    )
    assert fails(lambda: config(world, scalingConfig={}))[0] == "InvalidParameterException"
    assert fails(lambda: config(world))[0] == "InvalidParameterException"
    config(world, scalingConfig={"maxSize": 8})
    assert world.settle()["scalingConfig"] == {"minSize": 1, "maxSize": 8, "desiredSize": 2}


def test_configs_are_replaced(world: World) -> None:
    world.active(updateConfig={"maxUnavailable": 1, "updateStrategy": "MINIMAL"})
    config(
        world,
        updateConfig={"maxUnavailablePercentage": 10},
        nodeRepairConfig={"enabled": True},
        warmPoolConfig={"enabled": True},
    )
    shown = world.settle()
    assert shown["updateConfig"] == {"maxUnavailablePercentage": 10}
    assert (shown["nodeRepairConfig"], shown["warmPoolConfig"]) == ({"enabled": True}, {"enabled": True})
    assert (
        fails(lambda: config(world, updateConfig={"maxUnavailable": 1, "maxUnavailablePercentage": 1}))[0]
        == "InvalidParameterException"
    )


def test_what_an_autoscaler_set_is_the_base_of_the_merge(world: World) -> None:
    world.active()
    world.control("POST", "/local-aws/autoscaler", {**NG, "desiredSize": 4})
    assert world.describe()["scalingConfig"]["desiredSize"] == 4
    assert world.eks.list_updates(**UPDATE)["updateIds"] == []
    config(world, scalingConfig={"maxSize": 5})
    assert world.settle()["scalingConfig"] == {"minSize": 1, "maxSize": 5, "desiredSize": 4}


def test_one_update_at_a_time(world: World) -> None:
    busy = ("ResourceInUseException", "Nodegroup cannot be updated as it is currently not in Active State")
    world.create()
    assert fails(lambda: config(world, scalingConfig={"maxSize": 5})) == busy
    world.settle()
    config(world, scalingConfig={"maxSize": 5})
    assert fails(lambda: roll(world)) == busy
    assert fails(lambda: world.eks.delete_nodegroup(**NG))[0] == "ResourceInUseException"
    world.settle()
    world.eks.delete_nodegroup(**NG)
    assert fails(lambda: config(world, scalingConfig={"maxSize": 6})) == busy


def test_a_degraded_group_can_be_updated(world: World) -> None:
    world.active(tags={"local-aws:degraded": "AsgInstanceLaunchFailures"})
    config(world, scalingConfig={"maxSize": 5})
    shown = world.settle()
    assert (shown["status"], shown["scalingConfig"]["maxSize"]) == ("DEGRADED", 5)


def test_a_token_starts_one_update(world: World) -> None:
    world.active()
    first = config(world, scalingConfig={"maxSize": 5}, clientRequestToken="one")
    assert config(world, scalingConfig={"maxSize": 5}, clientRequestToken="one")["id"] == first["id"]
    world.settle()
    assert config(world, scalingConfig={"maxSize": 5}, clientRequestToken="one")["status"] == "Successful"
    assert world.describe()["status"] == "ACTIVE"
    assert (
        fails(lambda: config(world, scalingConfig={"maxSize": 6}, clientRequestToken="one"))[0]
        == "InvalidParameterException"
    )


def test_list_and_describe_updates(world: World) -> None:
    world.active()
    ids = []
    for size in (5, 6, 7):
        ids.append(config(world, scalingConfig={"maxSize": size})["id"])
        world.settle()
    first = world.eks.list_updates(**UPDATE, maxResults=2)
    assert first["updateIds"] + world.eks.list_updates(**UPDATE, nextToken=first["nextToken"])["updateIds"] == ids
    assert update(world, ids[0])["params"] == [{"type": "MaxSize", "value": "5"}]
    assert fails(lambda: update(world, "none"))[0] == "ResourceNotFoundException"
    assert fails(lambda: world.eks.list_updates(name="none"))[0] == "ResourceNotFoundException"


def test_a_roll_moves_the_template_version_when_it_is_done(world: World) -> None:
    world.active()
    second_version(world)
    started = roll(
        world, launchTemplate={"name": "lt-ng", "version": "2"}, version="1.32", releaseVersion="1.32.0-20260620"
    )
    assert started["type"] == "VersionUpdate"
    assert {"type": "LaunchTemplateVersion", "value": "2"} in started["params"]
    assert (world.describe()["status"], world.describe()["launchTemplate"]["version"]) == ("UPDATING", "1")
    assert world.settle()["launchTemplate"]["version"] == "2"


def test_a_roll_without_versions_moves_to_the_clusters_and_the_newest_image(world: World) -> None:
    world.active(releaseVersion="1.32.0-20260101")
    world.eks.update_cluster_version(name=CLUSTER, version="1.33")
    second_version(world)
    roll(world, launchTemplate={"name": "lt-ng", "version": "2"})
    shown = world.settle()
    assert (shown["version"], shown["releaseVersion"]) == ("1.33", "1.33.0-20260620")


def test_a_roll_with_the_live_versions_holds_them(world: World) -> None:
    world.active(releaseVersion="1.32.0-20260101")
    world.eks.update_cluster_version(name=CLUSTER, version="1.33")
    second_version(world)
    roll(world, launchTemplate={"name": "lt-ng", "version": "2"}, version="1.32", releaseVersion="1.32.0-20260101")
    shown = world.settle()
    assert (shown["version"], shown["releaseVersion"]) == ("1.32", "1.32.0-20260101")


def test_the_newest_image_is_a_setting(world: World) -> None:
    world.active()
    world.control("POST", "/local-aws/settings", {"latestReleaseDate": "20260901"})
    roll(world)
    assert world.settle()["releaseVersion"] == "1.32.0-20260901"


def test_there_is_no_way_back(world: World) -> None:
    world.active(releaseVersion="1.32.0-20260501")
    assert fails(lambda: roll(world, version="1.31"))[0] == "InvalidParameterException"
    assert fails(lambda: roll(world, version="1.33"))[0] == "InvalidParameterException"
    assert fails(lambda: roll(world, releaseVersion="1.32.0-20260101"))[0] == "InvalidParameterException"
    assert "not valid for kubernetes version" in fails(lambda: roll(world, releaseVersion="1.33.0-20260620"))[1]
    assert world.describe()["status"] == "ACTIVE"


def test_a_custom_image_takes_no_versions(world: World) -> None:
    first, second = world.image("first"), world.image("second")
    template = world.template("lt-ng", ImageId=first)
    world.active(launchTemplate={"id": template, "version": "1"})
    second_version(world, ImageId=second)
    both = {"launchTemplate": {"id": template, "version": "2"}}
    assert fails(lambda: roll(world, **both, version="1.32"))[0] == "InvalidParameterException"
    roll(world, **both)
    assert world.settle()["releaseVersion"] == second


def test_the_template_stays_the_same_one(world: World) -> None:
    world.active()
    other = world.template("other")
    assert fails(lambda: roll(world, launchTemplate={"id": other, "version": "1"}))[0] == "InvalidParameterException"
    assert (
        fails(lambda: roll(world, launchTemplate={"name": "lt-ng", "version": "9"}))[0] == "InvalidParameterException"
    )
    second_version(world, ImageId=world.image())
    assert "custom AMI" in fails(lambda: roll(world, launchTemplate={"name": "lt-ng", "version": "2"}))[1]
    world.active("plain", launchTemplate=None, instanceTypes=None)
    request = {"clusterName": CLUSTER, "nodegroupName": "plain", "launchTemplate": {"id": other}}
    assert fails(lambda: world.eks.update_nodegroup_version(**request))[0] == "InvalidParameterException"


def test_a_roll_checks_the_new_version_as_a_create_does(world: World) -> None:
    world.active()
    bad = [
        {**one, "DeviceIndex": 2, "Groups": [world.group_id]}
        if one["NetworkCardIndex"]
        else {**one, "Groups": [world.group_id]}
        for one in efa_interfaces(2)
    ]
    second_version(world, NetworkInterfaces=bad)
    code, message = fails(lambda: roll(world, launchTemplate={"name": "lt-ng", "version": "2"}))
    assert code == "InvalidRequestException"
    assert "The specified number '2' for the device index" in message


def test_a_roll_that_fails_leaves_the_old_version(world: World) -> None:
    world.active(tags={"local-aws:fail-update": "PodEvictionFailure"})
    second_version(world)
    update_id = roll(world, launchTemplate={"name": "lt-ng", "version": "2"})["id"]
    shown = world.settle()
    assert (shown["status"], shown["launchTemplate"]["version"]) == ("ACTIVE", "1")
    failed = update(world, update_id)
    assert (failed["status"], failed["errors"][0]["errorCode"]) == ("Failed", "PodEvictionFailure")
