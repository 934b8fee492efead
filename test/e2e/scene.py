"""What one test has: a cluster with a node group of others in it, stacks, a direct way to the handler, and the check at
its end that nothing of ours is left and nothing of others changed."""

import itertools
import json
import os
import re
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, TypeVar

from local_aws.client.inventory import ID_TAG, differences, inventory

from .nodegroup_stack import RESOURCE, TYPE, CustomNodeGroupStack, NodeGroupStack
from .shared import SceneAws

# One card; offered in all zones of us-east-1 but use1-az3.
SMALL_TYPE = "c5n.18xlarge"
APPLIED_TAG = "efa-node-group:applied"
HANDLER_KEY_PREFIX = "ASIA"
# MiniStack gives functions their account as the access key.
PROVIDERS_KEYS = (HANDLER_KEY_PREFIX, "123456789012")

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
numbers = itertools.count(1)
StackT = TypeVar("StackT", bound=NodeGroupStack)


class Scene:
    """Use as a context manager, or call set_up() and tear_down()."""

    def __init__(self, local: SceneAws, name: str):
        self.local = local
        words = re.sub("[^0-9A-Za-z]+", "-", name.removeprefix("test_"))[:60].strip("-")
        self.cluster = f"{words}-{WORKER}-{next(numbers)}"
        self.ec2, self.eks = local.client("ec2"), local.client("eks")
        self.subnets: list[str] = local.environment["SUBNET_IDS"].split(",")
        self._stacks: list[NodeGroupStack] = []
        self._others: dict[str, dict] = {}
        self._clusters: list[str] = []

    def __enter__(self) -> "Scene":
        self.set_up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.tear_down(failed=error is not None)

    def set_up(self) -> None:
        self.make_cluster(self.cluster)
        self.make_nodegroup("others")
        self.know_others()

    def tear_down(self, failed: bool) -> None:
        """Deletes the stacks. After a test that did not fail, nothing of ours may be left then."""
        together(*[stack.delete for stack in self._stacks if stack.exists])
        if not failed:
            assert self.ours() == [], "something of ours is left"
            assert differences(self._others, self._of_others()) == [], "something of others is gone or changed"
            self._delete_clusters()

    def _delete_clusters(self) -> None:
        """With the node groups of others: EC2 returns one page, and everything has to fit into it."""
        for cluster in self._clusters:
            for name in self.eks.list_nodegroups(clusterName=cluster)["nodegroups"]:
                self.eks.delete_nodegroup(clusterName=cluster, nodegroupName=name)
                self.eks.get_waiter("nodegroup_deleted").wait(
                    clusterName=cluster, nodegroupName=name, WaiterConfig={"Delay": 0, "MaxAttempts": 10}
                )
            self.eks.delete_cluster(name=cluster)

    def make_cluster(self, name: str, self_egress: bool = False) -> str:
        """The cluster's security group."""
        # The setting is the whole local AWS's: one cluster at a time is created under it.
        with self.local.lock("clusters"):
            self.local.ec2_eks_route("POST", "/local-aws/settings", {"clusterSelfEgress": self_egress})
            config = {"subnetIds": self.subnets, "endpointPrivateAccess": True}
            cluster = self.eks.create_cluster(
                name=name, version="1.33", resourcesVpcConfig=config, roleArn=self.local.environment["CLUSTER_ROLE_ARN"]
            )["cluster"]
        self._clusters.append(name)
        return cluster["resourcesVpcConfig"]["clusterSecurityGroupId"]

    def make_nodegroup(self, name: str) -> dict:
        """One that is not ours, ACTIVE."""
        self.eks.create_nodegroup(
            clusterName=self.cluster,
            nodegroupName=name,
            instanceTypes=["m5.large"],
            tags={"owner": "others"},
            subnets=self.subnets[:1],
            nodeRole=self.local.environment["NODE_ROLE_ARN"],
        )
        while self.nodegroup(name)["status"] == "CREATING":
            pass
        return self.nodegroup(name)

    def know_others(self) -> None:
        """The end is compared with the resources of others as they are now."""
        self._others = self._of_others()

    def properties(self, **changes: Any) -> dict:
        """Of a node group; None takes one away."""
        properties = {
            "ClusterName": self.cluster,
            "NodeRole": self.local.environment["NODE_ROLE_ARN"],
            "Subnets": self.subnets,
            "InstanceTypes": [SMALL_TYPE],
            "ScalingConfig": {"MinSize": 2, "MaxSize": 4},
            **changes,
        }
        return {name: value for name, value in properties.items() if value is not None}

    def stack(self, **properties: Any) -> NodeGroupStack:
        """A stack with one node group, not yet created."""
        return self.stack_by(NodeGroupStack, **properties)

    def custom_stack(self, **properties: Any) -> CustomNodeGroupStack:
        """The same by the custom resource."""
        return self.stack_by(CustomNodeGroupStack, **properties)

    def stack_by(self, kind: type[StackT], **properties: Any) -> StackT:
        stack = kind(self, f"{self.cluster}-{len(self._stacks)}", self.properties(**properties))
        self._stacks.append(stack)
        return stack

    def created(self, **properties: Any) -> NodeGroupStack:
        return self.stack(**properties).created()

    def invoke(self, action: str, model: dict, access_key: str | None = None, **request: Any) -> dict:
        """The last answer of the handler, called without a stack."""
        return self.local.invoke(
            TYPE, action, model, logicalResourceId=RESOURCE, accessKeyId=access_key or new_key(), **request
        )

    def fault(self, access_key: str, call: str, code: str, **fault: Any) -> None:
        """An error that only the caller of this key meets; `call`: "ec2:DescribeSubnets"."""
        service, action = call.split(":")
        self.local.ec2_eks_route(
            "POST",
            "/local-aws/faults",
            {"service": service, "action": action, "code": code, "accessKeyId": access_key, **fault},
        )

    def refuse(self, call: str, code: str, about: str, **fault: Any) -> None:
        """An error that every caller meets who names `about`, until `allow`."""
        service, action = call.split(":")
        planned = {"service": service, "action": action, "code": code, "about": about, "times": 9999}
        self.local.ec2_eks_route("POST", "/local-aws/faults", {**planned, **fault})

    def allow(self, about: str) -> None:
        self.local.ec2_eks_route("DELETE", "/local-aws/faults", {"about": about})

    def faults_left(self, access_key: str) -> int:
        faults = self.local.ec2_eks_route("GET", "/local-aws/faults")
        return sum(fault["times"] for fault in faults if fault["accessKeyId"] == access_key)

    def call_count(self) -> int:
        return len(self.local.calls())

    def writes(self, since: int, *about: str, with_records: bool = False) -> list[dict]:
        """The changing calls of handlers and functions about this cluster, or about one of the given ids, in order.

        Those that record what is applied go with every change: they are only there where nothing else is, or on demand.
        """

        def concerns(call: dict) -> bool:
            text = json.dumps(call["parameters"])
            return any(word and word in text for word in (self.cluster, *about))

        calls = [
            call
            for call in self.local.calls(since=since)
            if call["write"] and (call["accessKeyId"] or "").startswith(PROVIDERS_KEYS) and concerns(call)
        ]
        others = [call for call in calls if not is_record(call)]
        return others if others and not with_records else calls

    def nodegroup(self, name: str) -> dict:
        return self.eks.describe_nodegroup(clusterName=self.cluster, nodegroupName=name)["nodegroup"]

    def nodegroups(self) -> list[str]:
        return self.eks.list_nodegroups(clusterName=self.cluster)["nodegroups"]

    def rolls(self, name: str) -> list[str]:
        """The ids of the rolls of a node group that EKS began."""
        updates = self.eks.list_updates(name=self.cluster, nodegroupName=name)["updateIds"]
        found = [self.eks.describe_update(name=self.cluster, nodegroupName=name, updateId=each) for each in updates]
        return [each["update"]["id"] for each in found if each["update"]["type"] == "VersionUpdate"]

    def template_data(self, nodegroup: dict) -> dict:
        """What the node group's nodes are launched from."""
        template = nodegroup["launchTemplate"]
        versions = self.ec2.describe_launch_template_versions(
            LaunchTemplateId=template["id"], Versions=[template["version"]]
        )
        return versions["LaunchTemplateVersions"][0]["LaunchTemplateData"]

    def template_versions(self, nodegroup: dict) -> list[int]:
        versions = self.ec2.describe_launch_template_versions(LaunchTemplateId=nodegroup["launchTemplate"]["id"])
        return sorted(version["VersionNumber"] for version in versions["LaunchTemplateVersions"])

    def cluster_group(self, cluster: str | None = None) -> str:
        found = self.eks.describe_cluster(name=cluster or self.cluster)["cluster"]
        return found["resourcesVpcConfig"]["clusterSecurityGroupId"]

    def let_efa_through(self, group_id: str) -> None:
        """Somebody adds the self egress rule that EFA needs; the cluster's group has the ingress rule from the
        start."""
        itself = [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group_id}]}]
        self.ec2.authorize_security_group_egress(GroupId=group_id, IpPermissions=itself)
        self.know_others()

    def zone_ids(self, subnets: list[str]) -> dict[str, str]:
        found = self.ec2.describe_subnets(SubnetIds=subnets)["Subnets"]
        return {subnet["SubnetId"]: subnet["AvailabilityZoneId"] for subnet in found}

    def ours(self) -> list[str]:
        """The keys of what carries an Id in this cluster."""
        return [key for key, thing in inventory(self.local, self.cluster).items() if self._id_of(thing)]

    def of_id(self, identity: str) -> list[str]:
        return sorted(
            key.rpartition(" ")[0]
            for key, thing in inventory(self.local, self.cluster).items()
            if self._id_of(thing) == identity
        )

    def _id_of(self, thing: dict) -> str | None:
        tags = thing.get("Tags", thing.get("tags")) or {}
        found = (
            tags.get(ID_TAG)
            if isinstance(tags, dict)
            else next((tag["Value"] for tag in tags if tag["Key"] == ID_TAG), None)
        )
        return found if found and found.startswith(f"{self.cluster}/") else None

    def _of_others(self) -> dict[str, dict]:
        """The resources of the seed and of this cluster."""
        return {
            key: thing
            for key, thing in inventory(self.local, self.cluster).items()
            if not self._id_of(thing) and (self._is_seeds(key) or self.cluster in json.dumps(thing, default=str))
        }

    def _is_seeds(self, key: str) -> bool:
        environment = self.local.environment
        return key.rpartition(" ")[2] in (
            environment["OTHERS_SECURITY_GROUP_ID"],
            environment["OTHERS_PLACEMENT_GROUP_NAME"],
            environment["OTHERS_LAUNCH_TEMPLATE_ID"],
        )


def without_record(tags: dict) -> dict:
    """Without the one that says what was applied last."""
    return {key: value for key, value in tags.items() if key != APPLIED_TAG}


def is_record(call: dict) -> bool:
    """Whether it only records what the update applies."""
    return call["action"] == "TagResource" and list(call["parameters"].get("tags", {})) == [APPLIED_TAG]


def together(*functions: Callable[[], object]) -> list:
    """What each returns; they run at the same time."""
    if not functions:
        return []
    with ThreadPoolExecutor(len(functions)) as pool:
        return [future.result() for future in [pool.submit(function) for function in functions]]


def new_key() -> str:
    """An access key of a session, as CloudFormation hands them to handlers."""
    return HANDLER_KEY_PREFIX + secrets.token_hex(8).upper()
