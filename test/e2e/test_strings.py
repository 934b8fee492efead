"""Numbers and booleans as strings, as the CLI plugins say that CloudFormation sends them; in a Region that offers
hpc7a."""

import pytest

from local_aws.checkout.cfn_submit import submit
from local_aws.client.inventory import differences, inventory, ours, settled_inventory
from local_aws.launcher.local_aws import LocalAws

from .nodegroup_stack import NodeGroupStack
from .scene import Scene
from .shared import scene_aws

SETTINGS = {"PROPERTIES_AS_STRINGS": "1", "CALLBACK_DELAY_SCALE": "0.001"}


@pytest.mark.long
def test_create_update_and_delete_with_strings() -> None:
    with LocalAws("us-east-2", SETTINGS) as local:
        submit(local)
        before = settled_inventory(local)
        with Scene(scene_aws(local), "strings") as scene:
            stack = create(scene)
            update_in_place(stack)
            roll(stack)
            assert stack.delete().status == "DELETE_COMPLETE"
        after = inventory(local)
        assert ours(after) == []
        assert differences(before, after) == []


def create(scene: Scene) -> NodeGroupStack:
    stack = scene.created(
        InstanceTypes=["hpc7a.96xlarge"],
        Volume={"SizeGiB": 200, "Encrypted": True},
        UpdateConfig={"MaxUnavailable": 1},
        MetadataOptions={"HttpPutResponseHopLimit": 2},
    )
    places = [
        (each["NetworkCardIndex"], each["DeviceIndex"], each["InterfaceType"])
        for each in stack.data["NetworkInterfaces"]
    ]
    volume = stack.data["BlockDeviceMappings"][0]["Ebs"]
    assert places == [(0, 0, "efa"), (1, 1, "efa-only")]
    assert stack.nodegroup["scalingConfig"] == {"minSize": 2, "maxSize": 4, "desiredSize": 2}
    assert (volume["VolumeSize"], volume["Encrypted"]) == (200, True)
    assert stack.data["MetadataOptions"]["HttpPutResponseHopLimit"] == 2
    return stack


def update_in_place(stack: NodeGroupStack) -> None:
    versions = stack.scene.template_versions(stack.nodegroup)
    ended = stack.update(ScalingConfig={"MinSize": 2, "MaxSize": 12}, UpdateConfig={"MaxUnavailablePercentage": 50})
    assert ended.status == "UPDATE_COMPLETE"
    assert stack.nodegroup["scalingConfig"] == {"minSize": 2, "maxSize": 12, "desiredSize": 2}
    assert stack.nodegroup["updateConfig"]["maxUnavailablePercentage"] == 50
    assert stack.scene.template_versions(stack.nodegroup) == versions


def roll(stack: NodeGroupStack) -> None:
    before = stack.nodegroup["launchTemplate"]["version"]
    assert stack.update(Volume={"SizeGiB": 300}, ForceUpdateEnabled=True).status == "UPDATE_COMPLETE"
    assert stack.data["BlockDeviceMappings"][0]["Ebs"]["VolumeSize"] == 300
    assert stack.nodegroup["launchTemplate"]["version"] != before
