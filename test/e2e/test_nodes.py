"""What runs on the nodes: AMI, user data and kubelet, key pair and monitoring; and what EKS does for them: repair, warm
pool."""

import base64
import tomllib

import pytest

from .lifecycle import assert_an_update_of_nothing_writes_nothing, assert_read_back, assert_refused
from .nodegroup_stack import NodeGroupStack
from .scene import Scene

ROLL = ["CreateLaunchTemplateVersion", "UpdateNodegroupVersion"]
SETTINGS = '[settings.kubernetes]\ncluster-dns-ip = "10.0.0.10"\n'


def test_bottlerocket(scene: Scene) -> None:
    keys = [_key_pair(scene, number) for number in (1, 2)]
    stack = scene.created(
        AmiType="BOTTLEROCKET_x86_64",
        PreBootstrapUserData=SETTINGS,
        MaxPods=40,
        Volume={"SizeGiB": 250},
        KeyName=keys[0],
        Monitoring=True,
    )
    assert_read_back(stack)
    data = stack.data
    assert (data["KeyName"], data["Monitoring"]) == (keys[0], {"Enabled": True})
    assert [(each["DeviceName"], each["Ebs"]["VolumeSize"]) for each in data["BlockDeviceMappings"]] == [
        ("/dev/xvdb", 250)
    ]
    kubernetes = {"cluster-dns-ip": "10.0.0.10", "max-pods": 40}
    assert tomllib.loads(_user_data(data))["settings"]["kubernetes"] == kubernetes
    # EKS adds what makes a node join
    copied = tomllib.loads(_user_data(_copy(scene, stack)))["settings"]["kubernetes"]
    assert copied.items() > kubernetes.items()
    assert copied["cluster-name"] == scene.cluster
    assert_an_update_of_nothing_writes_nothing(stack)

    since = scene.call_count()
    assert stack.update(KeyName=keys[1], Monitoring=None, MaxPods=None).status == "UPDATE_COMPLETE"
    assert [call["action"] for call in scene.writes(since, stack.outputs["LaunchTemplateId"])] == ["TagResource", *ROLL]
    assert_read_back(stack, Monitoring=False, MaxPods=None)
    assert stack.data["KeyName"] == keys[1]
    assert tomllib.loads(_user_data(stack.data))["settings"]["kubernetes"] == {"cluster-dns-ip": "10.0.0.10"}


def test_cpu_options_and_tags_in_the_metadata(scene: Scene) -> None:
    cores = scene.ec2.describe_instance_types(InstanceTypes=["c5n.18xlarge"])["InstanceTypes"][0]["VCpuInfo"]
    one_thread = {"CoreCount": cores["DefaultCores"], "ThreadsPerCore": 1}
    stack = scene.created(
        InstanceTypes=["c5n.18xlarge"], CpuOptions=one_thread, MetadataOptions={"InstanceMetadataTags": "disabled"}
    )
    assert_read_back(
        stack,
        MetadataOptions={"HttpTokens": "required", "HttpPutResponseHopLimit": 1, "InstanceMetadataTags": "disabled"},
    )
    copy = _copy(scene, stack)
    assert (copy["CpuOptions"], copy["MetadataOptions"]["InstanceMetadataTags"]) == (one_thread, "disabled")
    assert_an_update_of_nothing_writes_nothing(stack)
    assert_refused(
        stack,
        "InvalidRequest",
        "CpuOptions.ThreadsPerCore: The value 3 is not supported",
        CpuOptions={**one_thread, "ThreadsPerCore": 3},
    )

    since = scene.call_count()
    assert stack.update(CpuOptions=None).status == "UPDATE_COMPLETE"
    assert [call["action"] for call in scene.writes(since, stack.outputs["LaunchTemplateId"])] == ROLL
    assert "CpuOptions" not in _copy(scene, stack)


@pytest.mark.long
def test_bottlerocket_with_gpus_disks_repair_and_a_warm_pool(scene: Scene) -> None:
    """Repair and warm pool: set, changed and removed, each by one call without a roll."""
    stack = scene.created(
        InstanceTypes=["p5.48xlarge"],
        AmiType="BOTTLEROCKET_x86_64_NVIDIA",
        LocalStorage="RAID0",
        MaxPods=50,
        NodeRepairConfig={"Enabled": True, "MaxParallelNodesRepairedCount": 1},
        WarmPoolConfig={"Enabled": True, "MinSize": 1, "PoolState": "STOPPED"},
    )
    assert_read_back(stack, EfaInterfaceCount="32")
    settings = tomllib.loads(_user_data(stack.data))["settings"]
    assert settings["kubernetes"] == {"max-pods": 50}
    [bootstrap] = settings["bootstrap-commands"].values()
    assert ["apiclient", "ephemeral-storage", "init"] in [command[:3] for command in bootstrap["commands"]]
    assert stack.nodegroup["warmPoolConfig"]["enabled"]
    assert stack.nodegroup["nodeRepairConfig"]["enabled"]
    assert_an_update_of_nothing_writes_nothing(stack)

    since, template = scene.call_count(), stack.nodegroup["launchTemplate"]
    changed = {
        "NodeRepairConfig": {"Enabled": True, "MaxParallelNodesRepairedPercentage": 10},
        "WarmPoolConfig": {"Enabled": True, "MinSize": 2, "PoolState": "RUNNING"},
    }
    assert stack.update(**changed).status == "UPDATE_COMPLETE"
    model = assert_read_back(stack)
    assert "MaxParallelNodesRepairedCount" not in model["NodeRepairConfig"]
    assert stack.update(NodeRepairConfig=None, WarmPoolConfig=None).status == "UPDATE_COMPLETE"
    assert_read_back(stack, NodeRepairConfig={"Enabled": False}, WarmPoolConfig={"Enabled": False})
    assert [call["action"] for call in scene.writes(since)] == ["UpdateNodegroupConfig"] * 2
    assert stack.nodegroup["launchTemplate"] == template


def test_a_custom_ami(scene: Scene) -> None:
    first, second = (
        _image(scene, f"{scene.cluster}-{number}", root) for number, root in ((1, "/dev/xvda"), (2, "/dev/sda1"))
    )
    stack = scene.created(ImageId=first, UserData="#!/bin/sh\njoin SECRET\n", Volume={"SizeGiB": 150})
    model = assert_read_back(stack, AmiType=None, Version=None, ReleaseVersion=None)
    assert "SECRET" not in str(model)
    assert stack.nodegroup["amiType"] == "CUSTOM"
    copy = _copy(scene, stack)
    assert (copy["ImageId"], _user_data(copy)) == (first, "#!/bin/sh\njoin SECRET\n")
    assert_an_update_of_nothing_writes_nothing(stack)
    assert_refused(stack, "NotUpdatable", "ImageId: The nodes use the custom AMI ", ImageId=None, UserData=None)

    since = scene.call_count()
    assert stack.update(ImageId=second, UserData="#!/bin/sh\njoin again\n").status == "UPDATE_COMPLETE"
    assert [call["action"] for call in scene.writes(since, stack.outputs["LaunchTemplateId"])] == ROLL
    assert_read_back(stack)
    copy = _copy(scene, stack)
    assert (copy["ImageId"], _user_data(copy)) == (second, "#!/bin/sh\njoin again\n")
    [volume] = copy["BlockDeviceMappings"]
    assert (volume["DeviceName"], volume["Ebs"]["VolumeSize"]) == ("/dev/sda1", 150)
    for image in (first, second):
        scene.ec2.deregister_image(ImageId=image)


def _user_data(data: dict) -> str:
    return base64.b64decode(data["UserData"]).decode()


def _copy(scene: Scene, stack: NodeGroupStack) -> dict:
    """EKS's own copy of the template, from which the Auto Scaling group launches."""
    groups = scene.local.client("autoscaling").describe_auto_scaling_groups(
        AutoScalingGroupNames=[stack.nodegroup["resources"]["autoScalingGroups"][0]["name"]]
    )["AutoScalingGroups"]
    used = groups[0]["MixedInstancesPolicy"]["LaunchTemplate"]["LaunchTemplateSpecification"]
    assert used["LaunchTemplateId"] != stack.outputs["LaunchTemplateId"]
    versions = scene.ec2.describe_launch_template_versions(
        LaunchTemplateId=used["LaunchTemplateId"], Versions=[used["Version"]]
    )
    return versions["LaunchTemplateVersions"][0]["LaunchTemplateData"]


def _key_pair(scene: Scene, number: int) -> str:
    name = f"{scene.cluster}-{number}"
    scene.ec2.create_key_pair(KeyName=name)
    return name


def _image(scene: Scene, name: str, root_device: str) -> str:
    return scene.ec2.register_image(Name=name, Architecture="x86_64", RootDeviceName=root_device)["ImageId"]
