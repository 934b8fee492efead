"""Stacks with one node group, `Workers`, by the registry type and by the custom resource."""

import json
from typing import TYPE_CHECKING, Any

from local_aws.client.stacks import Ended, Stack

if TYPE_CHECKING:
    from .scene import Scene

TYPE = "Efa::EKS::NodeGroup"
CUSTOM_TYPE, SERVICE_TOKEN = "Custom::EksEfaNodeGroup", {"Fn::ImportValue": "EksEfaNodeGroupServiceToken"}
RESOURCE = "Workers"
ATTRIBUTES = (
    "Name",
    "AvailabilityZone",
    "AvailabilityZoneId",
    # empty where the node group has none: an output of it must not fail
    "PlacementGroupName",
    "PlacementGroupId",
    "PlacementGroupArn",
    "EfaSecurityGroupId",
    "LaunchTemplateId",
    "LaunchTemplateVersion",
    "AutoScalingGroupName",
    "EfaInterfaceCount",
    "NetworkInterfaceCount",
)


class NodeGroupStack:
    """A stack with one node group, `Workers`."""

    def __init__(self, scene: "Scene", name: str, properties: dict):
        self.scene, self.properties, self.tags = scene, properties, {"stack": "e2e"}
        self.outputs: dict[str, str] = {}
        self.exists = False
        self.stack = Stack(scene.local.client("cloudformation"), name)

    def create(self) -> Ended:
        self.exists = True
        return self._note(self.stack.create(self._template(), {}, self.tags))

    def update(self, **changes: Any) -> Ended:
        """With the changed properties; None takes one away."""
        changed = {**self.properties, **changes}
        self.properties = {name: value for name, value in changed.items() if value is not None}
        return self._note(self.stack.update(self._template(), {}, self.tags))

    def delete(self) -> Ended:
        ended = self.stack.delete()
        self.exists = ended.status != "DELETE_COMPLETE"
        return ended

    @property
    def nodegroup(self) -> dict:
        return self.scene.nodegroup(self.outputs["Name"])

    @property
    def data(self) -> dict:
        return self.scene.template_data(self.nodegroup)

    def _note(self, ended: Ended) -> Ended:
        self.outputs = ended.outputs or self.outputs
        return ended

    def _template(self) -> str:
        outputs = {
            "Id": {"Value": {"Ref": RESOURCE}},
            **{name: {"Value": {"Fn::GetAtt": [RESOURCE, name]}} for name in ATTRIBUTES},
        }
        return json.dumps({"Resources": {RESOURCE: self._resource()}, "Outputs": outputs})

    def _resource(self) -> dict:
        return {"Type": TYPE, "Properties": self.properties}


class CustomNodeGroupStack(NodeGroupStack):
    """The same by the custom resource. It gets no tags of the stack: CloudFormation hands them to no custom
    resource."""

    def created(self) -> "CustomNodeGroupStack":
        ended = self.create()
        assert ended.status == "CREATE_COMPLETE", ended.reasons(RESOURCE, "CREATE_FAILED")
        return self

    def begin_create(self) -> None:
        self.exists = True
        self.stack.begin_create(self._template(), {}, self.tags)

    @property
    def physical_id(self) -> str:
        found = self.scene.local.client("cloudformation").describe_stack_resource(
            StackName=self.stack.name, LogicalResourceId=RESOURCE
        )
        return found["StackResourceDetail"]["PhysicalResourceId"]

    def _resource(self) -> dict:
        return {"Type": CUSTOM_TYPE, "Properties": {"ServiceToken": SERVICE_TOKEN, **self.properties}}


def failure(ended: Ended, status: str = "CREATE_FAILED") -> str:
    """The one reason why the node group failed."""
    [reason] = ended.reasons(RESOURCE, status)
    return reason
