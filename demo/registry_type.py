"""The registry type, end to end, on the local AWS: `make demo`.

Ends with exit code 0 when everything is as promised, else with 1 and the promises that were broken.
"""

import sys
from pathlib import Path

from local_aws.checkout.cfn_submit import submit
from local_aws.client.inventory import ID_TAG, differences, inventory, ours, settled_inventory
from local_aws.client.stacks import Ended, Stack
from local_aws.launcher.local_aws import LocalAws

from . import show
from .calls import POLLS, CallTable, round_trips, until
from .promises import Promises, headline, indent, print_event

ROOT = Path(__file__).resolve().parent.parent
# One of its zones offers p5.48xlarge.
REGION = "ap-northeast-2"
INSTANCE_TYPE = "p5.48xlarge"
TEMPLATE = (ROOT / "examples" / "p5-training.yaml").read_text()
RESOURCE = "Workers"


class Demo:
    def __init__(self, local: LocalAws):
        self.local = local
        self.promise = Promises()
        self.parameters = {
            "ClusterName": local.environment["CLUSTER_NAME"],
            "NodeRole": local.environment["NODE_ROLE_ARN"],
            "Subnets": local.environment["SUBNET_IDS"],
        }

    def run(self) -> int:
        before = settled_inventory(self.local)
        headline("Register the type: cfn submit --set-default")
        # one of the CLI's lines is an answer with all its HTTP headers
        print(indent("\n".join(line for line in submit(self.local).splitlines() if not line.startswith("{"))))
        calls = CallTable(self.local)
        stack = Stack(self.local.client("cloudformation"), "p5-training", print_event)
        ended = self.create(stack, calls)
        if ended.status == "CREATE_COMPLETE":
            self.read_back(ended.outputs, before)
            self.update_in_place(stack, calls, ended.outputs)
            self.roll(stack, calls, ended.outputs)
        self.bad_type(calls)
        self.delete(stack, calls, before)
        headline("AWS calls of the handler, by step: with every poll, and with what Read asks at the end")
        calls.print()
        return self.promise.end()

    def create(self, stack: Stack, calls: CallTable) -> Ended:
        headline("Create: examples/p5-training.yaml")
        ended = stack.create(TEMPLATE, self.parameters)
        sent = calls.step("create")
        up_to = until(sent, "CreateNodegroup")
        trips = round_trips(self.local, "eks:CreateNodegroup")
        self.promise("the stack is CREATE_COMPLETE", ended.status == "CREATE_COMPLETE")
        print(f"    up to the answer of CreateNodegroup: {len(up_to)} calls in {trips} serial round trips")
        self.promise(
            "at most 19 calls in 6 round trips, with a new security group", len(up_to) <= 19 and (trips or 99) <= 6
        )
        return ended

    def read_back(self, outputs: dict[str, str], before: dict) -> None:
        headline("What was created, read with AWS's Python SDK")
        print("  outputs of the stack (Fn::GetAtt)")
        show.outputs(outputs)
        print("  node group")
        group = show.nodegroup(self.local, outputs["NodegroupName"])
        print("  zone")
        zone = show.zone(self.local, INSTANCE_TYPE, group)
        data = show.template_data(self.local, outputs["LaunchTemplateId"], outputs["LaunchTemplateVersion"])
        print("  interfaces")
        interfaces = show.interfaces(data)
        print("  security rules")
        rules = show.rules(self.local, outputs["EfaSecurityGroupId"])
        print("  placement group")
        placement = data.get("Placement", {}).get("GroupName")
        described = self.local.client("ec2").describe_placement_groups(GroupNames=[placement])["PlacementGroups"]
        print(f"    {placement} ({described[0]['Strategy']})")
        print("  user data")
        parts = show.user_data(data)
        print("  promises")
        self.promise("the node group is ACTIVE", group["status"] == "ACTIVE")
        self.promise(
            "one zone is used, and it offers the type", len(zone["used"]) == 1 and zone["used"] <= zone["offered"]
        )
        self.interface_promises(interfaces, outputs["EfaSecurityGroupId"])
        self.promise(
            "the template has no field that EKS forbids",
            not {"IamInstanceProfile", "SecurityGroupIds", "SubnetId"} & set(data),
        )
        self.promise("the security group has the two self rules and nothing else", has_self_rules_alone(rules))
        self.promise(
            "the user data makes one RAID0 array of the disks", any("strategy: RAID0" in body for _, body in parts)
        )
        self.promise(
            "all four resources carry the Id",
            len(ours(inventory(self.local))) == 4 and group["tags"][ID_TAG] == outputs["Id"],
        )
        self.promise(
            "the node group's tags name the stack and the logical id",
            (group["tags"].get("efa-node-group:stack"), group["tags"].get("efa-node-group:logical-id"))
            == ("p5-training", RESOURCE),
        )
        self.promise("nothing of others changed", self.others_unchanged(before))

    def interface_promises(self, interfaces: list[dict], group_id: str) -> None:
        first, *further = interfaces
        self.promise(
            "32 interfaces, cards 0 to 31 once each",
            [each["NetworkCardIndex"] for each in interfaces] == list(range(32)),
        )
        self.promise(
            "card 0 has efa at device 0, with the cluster's group and ours",
            (first["InterfaceType"], first["DeviceIndex"]) == ("efa", 0)
            and len(first["Groups"]) == 2
            and group_id in first["Groups"],
        )
        self.promise(
            "the others have efa-only at device 1, with our group alone",
            all(
                (each["InterfaceType"], each["DeviceIndex"], each["Groups"]) == ("efa-only", 1, [group_id])
                for each in further
            ),
        )
        self.promise(
            "all are deleted on termination, none asks for a public IP",
            all(
                each["DeleteOnTermination"] and "AssociatePublicIpAddress" not in each and "SubnetId" not in each
                for each in interfaces
            ),
        )

    def update_in_place(self, stack: Stack, calls: CallTable, outputs: dict[str, str]) -> None:
        headline("Update MaxSize to 12 and a label: in place")
        self.parameters |= {"MaxSize": "12", "Team": "training"}
        ended = stack.update(TEMPLATE, self.parameters)
        group = show.nodegroup(self.local, outputs["NodegroupName"])
        changing = [call["action"] for call in calls.step("update in place") if call["write"]]
        self.promise("the stack is UPDATE_COMPLETE", ended.status == "UPDATE_COMPLETE")
        self.promise(
            "max is 12 and the label is there",
            group["scalingConfig"]["maxSize"] == 12 and group["labels"]["team"] == "training",
        )
        self.promise(
            "no roll: the template version did not change",
            group["launchTemplate"]["version"] == outputs["LaunchTemplateVersion"],
        )
        self.promise(
            "one change, recorded before and after it",
            changing == ["TagResource", "UpdateNodegroupConfig", "TagResource"],
        )

    def roll(self, stack: Stack, calls: CallTable, outputs: dict[str, str]) -> None:
        headline("Update LocalStorage to Mount: rolls the nodes")
        print("  before")
        before = show.nodegroup(self.local, outputs["NodegroupName"])
        self.parameters |= {"LocalStorage": "Mount"}
        ended = stack.update(TEMPLATE, self.parameters)
        print("  after")
        after = show.nodegroup(self.local, outputs["NodegroupName"])
        changing = [call["action"] for call in calls.step("update that rolls") if call["write"]]
        version = after["launchTemplate"]["version"]
        parts = show.user_data(show.template_data(self.local, outputs["LaunchTemplateId"], version))
        self.promise("the stack is UPDATE_COMPLETE", ended.status == "UPDATE_COMPLETE")
        self.promise("one new template version", int(version) == int(before["launchTemplate"]["version"]) + 1)
        self.promise("one roll", changing.count("UpdateNodegroupVersion") == 1)
        self.promise(
            "Kubernetes version and AMI release are the same",
            (before["version"], before["releaseVersion"]) == (after["version"], after["releaseVersion"]),
        )
        self.promise("the user data mounts the disks", any("strategy: Mount" in body for _, body in parts))

    def bad_type(self, calls: CallTable) -> None:
        headline("A template with a bad type: m5.large does not support EFA")
        before = inventory(self.local)
        ended = Stack(self.local.client("cloudformation"), "bad-type", print_event).create(
            TEMPLATE, {**self.parameters, "InstanceType": "m5.large"}
        )
        sent = calls.step("a bad type")
        reasons = ended.reasons(RESOURCE, "CREATE_FAILED")
        self.promise("the stack is ROLLBACK_COMPLETE", ended.status == "ROLLBACK_COMPLETE")
        self.promise(
            "one error that names the property and the type",
            len(reasons) == 1 and "InstanceTypes" in reasons[0] and "m5.large" in reasons[0],
        )
        self.promise("nothing was created", inventory(self.local) == before and not any(call["write"] for call in sent))
        Stack(self.local.client("cloudformation"), "bad-type").delete()

    def delete(self, stack: Stack, calls: CallTable, before: dict) -> None:
        headline("Delete the stack")
        ended = stack.delete()
        sent = calls.step("delete")
        refused = [call for call in sent if call["errorCode"] in ("DependencyViolation", "InvalidPlacementGroup.InUse")]
        besides = [
            call
            for call in sent
            if call["action"] not in POLLS
            and call not in refused
            and not call["action"].startswith(("DescribeNetworkInterfaces", "DescribeInstances"))
        ]
        after = inventory(self.local)
        self.promise("the stack is DELETE_COMPLETE", ended.status == "DELETE_COMPLETE")
        self.promise("at most 10 calls besides polling and in-use retries", len(besides) <= 10)
        self.promise(f"nothing of ours is left ({len(ours(after))} resources carry {ID_TAG})", not ours(after))
        self.promise(
            "nothing of others is gone or changed", self.others_unchanged(before) and set(after) == set(before)
        )

    def others_unchanged(self, before: dict) -> bool:
        changed = differences(before, inventory(self.local))
        print(indent("\n".join(changed)))
        return not changed


def has_self_rules_alone(group: dict) -> bool:
    def only_self(permissions: list[dict]) -> bool:
        return [
            (each["IpProtocol"], [pair["GroupId"] for pair in each["UserIdGroupPairs"]], each.get("IpRanges", []))
            for each in permissions
        ] == [("-1", [group["GroupId"]], [])]

    return only_self(group["IpPermissions"]) and only_self(group["IpPermissionsEgress"])


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
