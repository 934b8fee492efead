"""The custom resource, end to end, on the local AWS: `make demo-custom`.

Deploys the provider by install/custom-resource.yaml, then node groups by examples/custom-resource.yaml, and takes them
through what goes right and what goes wrong. The functions run as Node processes and the state machine runs in
MiniStack's Step Functions, with its waits shortened. Ends with exit code 0 when everything is as promised, else with 1
and the promises that were broken.
"""

import json
import sys
import time
from pathlib import Path

from local_aws.checkout import custom_resource_provider as provider
from local_aws.client.inventory import ID_TAG, differences, inventory, ours, settled_inventory
from local_aws.client.stacks import Ended, Stack
from local_aws.launcher.local_aws import LocalAws

from . import show
from .calls import FUNCTION_KEY_PREFIX, CallTable, mentions, position
from .promises import Promises, headline, indent, print_event

ROOT = Path(__file__).resolve().parent.parent
# One of its zones offers p5.48xlarge, and the same one offers the other type.
REGION = "ap-northeast-2"
INSTANCE_TYPE, OTHER_TYPE = "p5.48xlarge", "p4d.24xlarge"
TEMPLATE = (ROOT / "examples" / "custom-resource.yaml").read_text()
# The local AWS has no capacity for a node group with this tag.
NO_CAPACITY = "AsgInstanceLaunchFailures"
TAG = "        project: llm\n"
WITHOUT_CAPACITY = TEMPLATE.replace(TAG, f"{TAG}        local-aws:health-issue: {NO_CAPACITY}\n")
RESOURCE = "Workers"
OWNED_RESOURCES = 4
OF_THE_NEW = ("Id", "NodegroupName", "LaunchTemplateId", "EfaSecurityGroupId", "PlacementGroupName")


class Demo:
    def __init__(self, local: LocalAws):
        self.local = local
        self.promise = Promises()
        self.cloudformation = local.client("cloudformation")
        self.parameters = {
            "ClusterName": local.environment["CLUSTER_NAME"],
            "NodeRole": local.environment["NODE_ROLE_ARN"],
            "Subnets": local.environment["SUBNET_IDS"],
        }

    def run(self) -> int:
        self.before = settled_inventory(self.local)
        installed = self.install()
        if installed is None:
            return self.promise.end()
        self.calls = CallTable(self.local, FUNCTION_KEY_PREFIX)
        stack = self.stack("training")
        ended = self.create(stack)
        if ended.status == "CREATE_COMPLETE":
            self.update_of_nothing(stack, ended.outputs)
            self.update_in_place(stack, ended.outputs)
            self.roll(stack, ended.outputs)
            replaced = self.replace(stack, ended.outputs)
            self.fail_to_replace(stack, replaced.outputs)
        self.fail_to_create()
        self.cancel_a_create()
        self.delete(stack)
        headline("AWS calls of the Reconcile function, by step, with every poll")
        self.calls.print()
        self.uninstall(installed)
        return self.promise.end()

    def stack(self, name: str) -> Stack:
        return Stack(self.cloudformation, name, print_event)

    def install(self) -> Stack | None:
        headline("Deploy the provider: install/custom-resource.yaml")
        stack, ended = provider.install(self.local, print_end)
        self.promise("the stack is CREATE_COMPLETE", ended.status == "CREATE_COMPLETE")
        if ended.status != "CREATE_COMPLETE":
            return None
        self.machine = ended.outputs["StateMachineArn"]
        machine = self.local.client("stepfunctions").describe_state_machine(stateMachineArn=self.machine)
        exports = {export["Name"]: export["Value"] for export in self.cloudformation.list_exports()["Exports"]}
        self.promise(
            "the service token is exported", exports.get("EksEfaNodeGroupServiceToken") == ended.outputs["ServiceToken"]
        )
        self.promise(
            "the state machine's data is under the stack's own key",
            machine["encryptionConfiguration"].get("kmsKeyId") == ended.outputs["KmsKeyArn"],
        )
        return stack

    def create(self, stack: Stack) -> Ended:
        headline("Create: examples/custom-resource.yaml")
        ended = stack.create(TEMPLATE, self.parameters)
        self.calls.step("create")
        self.promise("the stack is CREATE_COMPLETE", ended.status == "CREATE_COMPLETE")
        if ended.status != "CREATE_COMPLETE":
            return ended
        print("  outputs of the stack (Fn::GetAtt of every attribute)")
        show.outputs(ended.outputs)
        print("  what was created, read with AWS's Python SDK")
        group = show.nodegroup(self.local, ended.outputs["NodegroupName"])
        data = show.template_data(self.local, ended.outputs["LaunchTemplateId"], ended.outputs["LaunchTemplateVersion"])
        interfaces = show.interfaces(data)
        self.promise("every attribute has a value", all(ended.outputs.values()))
        self.promise(
            "Ref and Id are the tag of all four resources",
            ended.outputs["Ref"] == ended.outputs["Id"] and len(self.of_id(ended.outputs["Id"])) == OWNED_RESOURCES,
        )
        self.promise("the node group is ACTIVE", group["status"] == "ACTIVE" == ended.outputs["Status"])
        self.promise(
            "32 interfaces with EFA, as the attribute says",
            len(interfaces) == 32 == int(ended.outputs["EfaInterfaceCount"]),
        )
        self.promise(
            "attributes are what AWS says",
            (ended.outputs["Arn"], ended.outputs["NodeSubnets"].split(","))
            == (group["nodegroupArn"], group["subnets"]),
        )
        self.promise("nothing of others changed", self.others_unchanged())
        return ended

    def update_of_nothing(self, stack: Stack, outputs: dict[str, str]) -> None:
        headline("Update ServiceTimeout alone: nothing of the node group")
        before = self.of_id(outputs["Id"])
        ended = self.update(stack, ServiceTimeout="3000")
        self.promise("the stack is UPDATE_COMPLETE", ended.status == "UPDATE_COMPLETE")
        self.promise("no changing call", self.changing("update of nothing") == [])
        self.promise(
            "the attributes and all four resources are the same",
            ended.outputs == outputs and self.of_id(outputs["Id"]) == before,
        )

    def update_in_place(self, stack: Stack, outputs: dict[str, str]) -> None:
        headline("Update MaxSize to 12 and a label: in place")
        ended = self.update(stack, MaxSize="12", Team="training")
        group = show.nodegroup(self.local, outputs["NodegroupName"])
        self.promise("the stack is UPDATE_COMPLETE", ended.status == "UPDATE_COMPLETE")
        self.promise(
            "max is 12 and the label is there",
            group["scalingConfig"]["maxSize"] == 12 and group["labels"]["team"] == "training",
        )
        self.promise(
            "one change, recorded before and after it, and no roll",
            self.changing("update in place") == ["TagResource", "UpdateNodegroupConfig", "TagResource"],
        )
        self.promise("the attributes are the same", ended.outputs == outputs)

    def roll(self, stack: Stack, outputs: dict[str, str]) -> None:
        headline("Update LocalStorage to Mount: rolls the nodes")
        ended = self.update(stack, LocalStorage="Mount")
        version = ended.outputs.get("LaunchTemplateVersion", "")
        self.promise("the stack is UPDATE_COMPLETE", ended.status == "UPDATE_COMPLETE")
        self.promise("one roll", self.changing("update that rolls").count("UpdateNodegroupVersion") == 1)
        self.promise(
            "the new template version is in the attributes", version == str(int(outputs["LaunchTemplateVersion"]) + 1)
        )
        self.promise(
            "every other attribute is the same",
            {**ended.outputs, "LaunchTemplateVersion": ""} == {**outputs, "LaunchTemplateVersion": ""},
        )

    def replace(self, stack: Stack, outputs: dict[str, str]) -> Ended:
        headline(f"Update InstanceType to {OTHER_TYPE}: replaces the node group")
        ended = self.update(stack, InstanceType=OTHER_TYPE)
        sent = self.calls.step("replacement")
        new = ended.outputs
        show.nodegroup(self.local, new["NodegroupName"])
        creating, deleting = position(sent, "CreateNodegroup"), position(sent, "DeleteNodegroup")
        self.promise("the stack is UPDATE_COMPLETE", ended.status == "UPDATE_COMPLETE")
        self.promise("a new Id, and it is Ref", new["Id"] == new["Ref"] != outputs["Id"])
        self.promise("the new one was created before the old one was deleted", creating < deleting < len(sent))
        self.promise("nothing of the old Id is left", self.of_id(outputs["Id"]) == {})
        self.promise("all four resources of the new Id are there", len(self.of_id(new["Id"])) == OWNED_RESOURCES)
        self.promise(
            "the clean-up touched nothing of the new one",
            not mentions(sent[deleting:], *(new[name] for name in OF_THE_NEW)),
        )
        return ended

    def fail_to_replace(self, stack: Stack, outputs: dict[str, str]) -> None:
        headline(f"Update InstanceType to {INSTANCE_TYPE}, for which there is no capacity: a replacement that fails")
        before = inventory(self.local)
        ended = stack.update(WITHOUT_CAPACITY, {**self.parameters, "InstanceType": INSTANCE_TYPE})
        self.calls.step("failing replacement")
        self.wait_for_executions()
        self.promise("the stack is UPDATE_ROLLBACK_COMPLETE", ended.status == "UPDATE_ROLLBACK_COMPLETE")
        self.promise_reason(ended, "UPDATE_FAILED")
        self.promise("every resource, id and setting is as before", inventory(self.local) == before)
        kept = self.cloudformation.describe_stack_resource(StackName=stack.name, LogicalResourceId=RESOURCE)
        self.promise("the stack keeps the old Id", kept["StackResourceDetail"]["PhysicalResourceId"] == outputs["Id"])

    def fail_to_create(self) -> None:
        headline("Create a second one without capacity: rolled back")
        before = inventory(self.local)
        ended = self.stack("no-capacity").create(WITHOUT_CAPACITY, self.parameters)
        self.calls.step("failing create")
        self.promise("the stack is ROLLBACK_COMPLETE", ended.status == "ROLLBACK_COMPLETE")
        self.promise_reason(ended, "CREATE_FAILED")
        self.promise("nothing of it is left", inventory(self.local) == before)
        Stack(self.cloudformation, "no-capacity").delete()

    def cancel_a_create(self) -> None:
        headline("Create a third one and delete the stack while EKS is at work: a cancelled create")
        before = inventory(self.local)
        known = self.nodegroup_names()
        stack = self.stack("cancelled")
        stack.begin_create(TEMPLATE, self.parameters)
        while self.nodegroup_names() == known and self.status(stack) == "CREATE_IN_PROGRESS":
            time.sleep(0.05)
        ended = stack.delete()
        # the Create's own execution hears nothing of the cancellation
        self.wait_for_executions()
        self.calls.step("cancelled create")
        self.promise("the stack is DELETE_COMPLETE", ended.status == "DELETE_COMPLETE")
        self.promise(
            "CloudFormation cancelled the create",
            ended.reasons(RESOURCE, "CREATE_FAILED") == ["Resource creation cancelled"],
        )
        self.promise("nothing of it is left, also when its executions have ended", inventory(self.local) == before)

    def delete(self, stack: Stack) -> None:
        headline("Delete the stack")
        ended = stack.delete()
        self.calls.step("delete")
        after = inventory(self.local)
        self.promise("the stack is DELETE_COMPLETE", ended.status == "DELETE_COMPLETE")
        self.promise(f"nothing of ours is left ({len(ours(after))} resources carry {ID_TAG})", not ours(after))
        self.promise("nothing of others is gone or changed", self.others_unchanged() and set(after) == set(self.before))

    def uninstall(self, stack: Stack) -> None:
        headline("The executions of the state machine, then delete the provider")
        ended = [execution["status"] for execution in self.executions()]
        print("    " + ", ".join(f"{ended.count(status)} {status}" for status in sorted(set(ended))))
        self.promise("no execution failed by itself", set(ended) <= {"SUCCEEDED", "ABORTED"})
        self.promise("the stack is DELETE_COMPLETE", stack.delete().status == "DELETE_COMPLETE")

    def update(self, stack: Stack, **parameters: str) -> Ended:
        self.parameters |= parameters
        return stack.update(TEMPLATE, self.parameters)

    def promise_reason(self, ended: Ended, status: str) -> None:
        reasons = ended.reasons(RESOURCE, status)
        self.promise(
            "one reason, with the health code and EKS's own words",
            len(reasons) == 1 and f"{NO_CAPACITY}: " in reasons[0] and "CREATE_FAILED" in reasons[0],
        )

    def changing(self, step: str) -> list[str]:
        return [call["action"] for call in self.calls.step(step) if call["write"]]

    def of_id(self, identity: str) -> dict[str, dict]:
        """The resources that carry the Id."""
        return {
            key: thing for key, thing in inventory(self.local).items() if identity in json.dumps(thing, default=str)
        }

    def nodegroup_names(self) -> list[str]:
        return self.local.client("eks").list_nodegroups(clusterName=self.parameters["ClusterName"])["nodegroups"]

    def status(self, stack: Stack) -> str:
        return self.cloudformation.describe_stacks(StackName=stack.name)["Stacks"][0]["StackStatus"]

    def executions(self) -> list[dict]:
        pages = (
            self.local.client("stepfunctions").get_paginator("list_executions").paginate(stateMachineArn=self.machine)
        )
        return [execution for page in pages for execution in page["executions"]]

    def wait_for_executions(self) -> None:
        while any(execution["status"] == "RUNNING" for execution in self.executions()):
            time.sleep(0.2)

    def others_unchanged(self) -> bool:
        changed = differences(self.before, inventory(self.local))
        print(indent("\n".join(changed)))
        return not changed


def print_end(event: dict) -> None:
    """For a stack of many resources: what has ended, not what begins."""
    if not event["ResourceStatus"].endswith("IN_PROGRESS"):
        print_event(event)


def main() -> int:
    headline(f"Start the local AWS in {REGION}")
    with LocalAws(REGION) as local:
        print(
            indent(
                "\n".join(f"{key} = {value}" for key, value in local.environment.items() if not key.startswith("AWS_"))
            )
        )
        return Demo(local).run()


if __name__ == "__main__":
    sys.exit(main())
