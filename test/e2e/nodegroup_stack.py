"""Stacks with one node group, `Workers`, by the registry type and by the custom resource."""

import json
from typing import TYPE_CHECKING, Any, Self

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
        self.other_resources: dict[str, dict] = {}
        self.exists = False
        self.stack = Stack(scene.local.client("cloudformation"), name)

    def create(self) -> Ended:
        self.begin_create()
        return self._note(self.stack.follow())

    def created(self) -> Self:
        ended = self.create()
        assert ended.status == "CREATE_COMPLETE", ended.reasons(RESOURCE, "CREATE_FAILED")
        return self

    def begin_create(self) -> None:
        self.exists = True
        self.stack.begin_create(self._template(), {}, self.tags)

    def update(self, **changes: Any) -> Ended:
        """With the changed properties; None takes one away."""
        self.begin_update(**changes)
        return self._note(self.stack.follow())

    def begin_update(self, **changes: Any) -> None:
        changed = {**self.properties, **changes}
        self.properties = {name: value for name, value in changed.items() if value is not None}
        self.stack.begin_update(self._template(), {}, self.tags)

    def rolled_back(self, **changes: Any) -> Ended:
        """An update that fails and is rolled back. The properties are those before it again."""
        before = self.properties
        ended = self.update(**changes)
        assert ended.status == "UPDATE_ROLLBACK_COMPLETE", ended.events
        self.properties = before
        return ended

    def delete(self) -> Ended:
        ended = self.stack.delete()
        self.exists = ended.status != "DELETE_COMPLETE"
        return ended

    def plan_delivery(self, action: str, how: str, times: int) -> None:
        """How the next events about this stack reach their function (local_aws.cloudformation.delivery)."""
        plan = {"stackName": self.stack.name, "action": action, "how": how, "times": times}
        self.scene.local.cloudformation_route("POST", "/local-aws/deliveries", plan)

    def deliver_again(self, seconds_late: int) -> None:
        """The events that a plan has kept copies of."""
        kept = {"stackName": self.stack.name, "clockAheadSeconds": seconds_late}
        self.scene.local.cloudformation_route("POST", "/local-aws/deliveries/send", kept)

    @property
    def nodegroup(self) -> dict:
        return self.scene.nodegroup(self.outputs["Name"])

    @property
    def data(self) -> dict:
        return self.scene.template_data(self.nodegroup)

    @property
    def physical_id(self) -> str:
        found = self.scene.local.client("cloudformation").describe_stack_resource(
            StackName=self.stack.name, LogicalResourceId=RESOURCE
        )
        return found["StackResourceDetail"]["PhysicalResourceId"]

    def _note(self, ended: Ended) -> Ended:
        self.outputs = ended.outputs or self.outputs
        return ended

    def _template(self) -> str:
        outputs = {
            "Id": {"Value": {"Ref": RESOURCE}},
            **{name: {"Value": {"Fn::GetAtt": [RESOURCE, name]}} for name in ATTRIBUTES},
        }
        resources = {RESOURCE: self._resource(), **self.other_resources}
        return json.dumps({"Resources": resources, "Outputs": outputs})

    def _resource(self) -> dict:
        return {"Type": TYPE, "Properties": self.properties}


class CustomNodeGroupStack(NodeGroupStack):
    """The same by the custom resource. It gets no tags of the stack: CloudFormation hands them to no custom
    resource."""

    def _resource(self) -> dict:
        return {"Type": CUSTOM_TYPE, "Properties": {"ServiceToken": SERVICE_TOKEN, **self.properties}}


def failure(ended: Ended, status: str = "CREATE_FAILED") -> str:
    """The one reason why the node group failed."""
    [reason] = ended.reasons(RESOURCE, status)
    return reason
