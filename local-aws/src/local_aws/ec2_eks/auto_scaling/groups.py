"""The Auto Scaling groups that EKS makes: DescribeAutoScalingGroups, DescribeScalingActivities, and changes of their
size.

Worked out from the node groups, not stored; groups that a test makes by itself are moto's and come after ours. Sources:
EC2 Auto Scaling API reference of the calls and AutoScalingGroup; EKS user guide managed-node-groups ("Every managed
node is provisioned as part of an Amazon EC2 Auto Scaling group"); an answer of AWS about such a group, printed in
public notes (name, MixedInstancesPolicy with EKS's copy of the template, Overrides, InstancesDistribution,
DefaultCooldown); tags in mondoohq/mql#3681. NodegroupScalingConfig in the EKS API reference: EKS shows the sizes that
others set here.
"""

from typing import Any

from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.ec2.models import ec2_backends

from local_aws.ec2_eks.auto_scaling import activities
from local_aws.ec2_eks.ec2 import tagged_resources
from local_aws.ec2_eks.ec2.instances import nodes
from local_aws.ec2_eks.eks.clusters.clusters import nodegroups_of
from local_aws.ec2_eks.eks.launch_template import template_copy
from local_aws.ec2_eks.framework import filters
from local_aws.ec2_eks.framework.errors import auto_scaling_error
from local_aws.ec2_eks.framework.extend import extend
from local_aws.ec2_eks.framework.paging import page

MOST_RECORDS = 50  # DescribeAutoScalingGroups, MaxRecords: "The default value is 50 and the maximum value is 100"
MOST_ACTIVITIES = 100  # DescribeScalingActivities, MaxRecords
SIZES = {"MinSize": "minSize", "MaxSize": "maxSize", "DesiredCapacity": "desiredSize"}


@extend(AutoScalingResponse)
class AutoScalingGroups:
    def describe_auto_scaling_groups(self: Any) -> ActionResult:
        names = self._get_param("AutoScalingGroupNames", [])
        wanted = {one["Name"]: one["Values"] for one in self._get_param("Filters", [])}
        ours = [
            _view(_ec2(self), nodegroup)
            for name, nodegroup in _nodegroups(self).items()
            if (not names or name in names) and filters.matches(wanted, {}, _tags(nodegroup))
        ]
        others = self.autoscaling_backend.describe_auto_scaling_groups(names, filters=self._get_param("Filters", []))
        shown, next_token = page(self, [*ours, *others], MOST_RECORDS, "MaxRecords")
        return ActionResult({"AutoScalingGroups": shown, "NextToken": next_token})

    def describe_scaling_activities(self: Any) -> ActionResult:
        """Our reading: nothing of deleted groups, also with IncludeDeletedGroups."""
        name, ids = self._get_param("AutoScalingGroupName"), self._get_param("ActivityIds", [])
        nodegroups = _nodegroups(self)
        if name and name not in nodegroups:
            _moto_group(self, name)
        chosen = [
            activity
            for group_name, nodegroup in nodegroups.items()
            if name in (None, group_name)
            for activity in nodegroup.local_activities
            if not ids or activity["ActivityId"] in ids
        ]
        newest_first = sorted(chosen, key=lambda activity: activity["StartTime"], reverse=True)
        shown, next_token = page(self, newest_first, MOST_ACTIVITIES, "MaxRecords")
        return ActionResult({"Activities": shown, "NextToken": next_token})

    def set_desired_capacity(self: Any) -> ActionResult:
        return _resized(self) or self._moto_set_desired_capacity()

    def update_auto_scaling_group(self: Any) -> ActionResult:
        return _resized(self) or self._moto_update_auto_scaling_group()

    def put_scheduled_update_group_action(self: Any) -> ActionResult:
        """Kept and described; nothing happens when its time comes."""
        name = self._get_param("AutoScalingGroupName")
        if name not in _nodegroups(self):
            _moto_group(self, name)
        return self._moto_put_scheduled_update_group_action()


def resize(ec2: Any, nodegroup: Any, sizes: dict[str, int]) -> None:
    nodegroup.scaling_config = {**nodegroup.scaling_config, **sizes}
    activities.follow(ec2, nodegroup)


def _resized(response: Any) -> ActionResult | None:
    nodegroup = _nodegroups(response).get(response._get_param("AutoScalingGroupName"))
    if not nodegroup:
        return None
    given = {ours: response._get_int_param(theirs) for theirs, ours in SIZES.items()}
    resize(_ec2(response), nodegroup, {name: size for name, size in given.items() if size is not None})
    return EmptyResult()


def _ec2(response: Any) -> Any:
    return ec2_backends[response.current_account][response.region]


def _nodegroups(response: Any) -> dict[str, Any]:
    """By the name of their Auto Scaling group."""
    groups = [one for one in nodegroups_of(_ec2(response)) if one.local_copy]
    return {one.resources["autoScalingGroups"][0]["name"]: one for one in groups}


def _moto_group(response: Any, name: str) -> None:
    if name not in response.autoscaling_backend.autoscaling_groups:
        raise auto_scaling_error(f"AutoScalingGroup name not found - {name}")


def _tags(nodegroup: Any) -> dict[str, str]:
    cluster = nodegroup.cluster_name
    return {
        "eks:cluster-name": cluster,
        "eks:nodegroup-name": nodegroup.nodegroup_name,
        "k8s.io/cluster-autoscaler/enabled": "true",
        f"k8s.io/cluster-autoscaler/{cluster}": "owned",
        f"kubernetes.io/cluster/{cluster}": "owned",
    }


def _view(ec2: Any, nodegroup: Any) -> dict[str, Any]:
    name = nodegroup.resources["autoScalingGroups"][0]["name"]
    copy, subnets = template_copy.specification(nodegroup), [ec2.get_subnet(one) for one in nodegroup.subnets]
    membership = {"ResourceId": name, "ResourceType": "auto-scaling-group", "PropagateAtLaunch": True}
    return {
        "AutoScalingGroupName": name,
        "AutoScalingGroupARN": _arn(ec2, nodegroup, name),
        **{theirs: nodegroup.scaling_config[ours] for theirs, ours in SIZES.items()},
        "DefaultCooldown": 300,
        "AvailabilityZones": sorted({subnet.availability_zone for subnet in subnets}),
        "VPCZoneIdentifier": ",".join(nodegroup.subnets),
        "HealthCheckType": "EC2",
        "HealthCheckGracePeriod": 15,
        "Instances": [_instance(instance, copy) for instance in nodes.instances(ec2, nodegroup)],
        "CreatedTime": nodegroup.created_at,
        "TerminationPolicies": ["AllocationStrategy", "OldestLaunchTemplate", "OldestInstance"],
        "NewInstancesProtectedFromScaleIn": False,
        "CapacityRebalance": nodegroup.capacity_type == "SPOT",
        "Tags": [{**membership, **tag} for tag in tagged_resources.pairs(_tags(nodegroup))],
        **_warm_pool(nodegroup),
        **({"Status": "Delete in progress"} if nodegroup.status == "DELETING" else {}),
        **_template(nodegroup, copy),
    }


def _template(nodegroup: Any, copy: dict[str, str]) -> dict[str, Any]:
    if not activities.has_mixed_instances_policy(nodegroup):
        return {"LaunchTemplate": copy}
    distribution = {
        "OnDemandAllocationStrategy": "prioritized",
        "OnDemandBaseCapacity": 0,
        "OnDemandPercentageAboveBaseCapacity": 0 if nodegroup.capacity_type == "SPOT" else 100,
        "SpotAllocationStrategy": "price-capacity-optimized" if nodegroup.capacity_type == "SPOT" else "lowest-price",
    }
    overrides = [{"InstanceType": name} for name in nodegroup.local_instance_types]
    return {
        "MixedInstancesPolicy": {
            "LaunchTemplate": {"LaunchTemplateSpecification": copy, "Overrides": overrides},
            "InstancesDistribution": distribution,
        }
    }


def _instance(instance: dict[str, Any], copy: dict[str, str]) -> dict[str, Any]:
    return {
        "InstanceId": instance["InstanceId"],
        "InstanceType": instance["InstanceType"],
        "AvailabilityZone": instance["Placement"]["AvailabilityZone"],
        "LifecycleState": "InService",
        "HealthStatus": "Healthy",
        "LaunchTemplate": copy,
        "ProtectedFromScaleIn": False,
    }


def _warm_pool(nodegroup: Any) -> dict[str, Any]:
    """Source: EKS user guide warm-pools-managed-node-groups: EKS attaches a warm pool to the group. Its instances are
    not modelled."""
    config = nodegroup.warm_pool_config or {}
    if not config.get("enabled"):
        return {}
    pool = {
        "MinSize": config.get("minSize", 0),
        "MaxGroupPreparedCapacity": config.get("maxGroupPreparedCapacity"),
        "PoolState": config.get("poolState", "STOPPED").capitalize(),
        "InstanceReusePolicy": {"ReuseOnScaleIn": config.get("reuseOnScaleIn", False)},
    }
    return {"WarmPoolConfiguration": {name: value for name, value in pool.items() if value is not None}}


def _arn(ec2: Any, nodegroup: Any, name: str) -> str:
    region, account = ec2.region_name, ec2.account_id
    prefix = f"arn:{ec2.partition}:autoscaling:{region}:{account}:autoScalingGroup"
    return f"{prefix}:{nodegroup.uuid}:autoScalingGroupName/{name}"
