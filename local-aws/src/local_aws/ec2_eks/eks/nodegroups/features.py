"""What EKS refuses about the warm pool, node repair, the AMI type and the capacity type.

Sources: EKS API reference WarmPoolConfig ("If not specified during an update, the current value is preserved", limits
on Bottlerocket), NodeRepairConfig (one of count and percentage; an override has all four members), CreateNodegroup
(amiType, capacityType); EC2 Auto Scaling user guide launch-template-capacity-blocks ("Mixed instances groups and warm
pools are not supported") and ec2-auto-scaling-warm-pools (no Spot Instances); EKS user guide
warm-pools-managed-node-groups (no custom AMIs) and capacity-blocks-mng (what the template of a Capacity Block includes,
its zone's subnets alone), AWS's eks-blueprints for the text about a wrong zone; eks-ami-deprecation-faqs (AL2 ends
with 1.32). Other texts are our reading. Names and enumerations are those of the service model in botocore.
"""

from typing import Any

from moto.core.utils import get_service_model

from local_aws.ec2_eks.ec2 import catalogue
from local_aws.ec2_eks.ec2.capacity import reservations
from local_aws.ec2_eks.eks import versions
from local_aws.ec2_eks.eks.launch_template.template_checks import Fail
from local_aws.ec2_eks.framework.errors import InvalidParameterException, InvalidRequestException
from local_aws.ec2_eks.resource_groups import members

LAST_WITH_AL2 = "1.32"
ONE_OF = (
    ("maxUnhealthyNodeThresholdCount", "maxUnhealthyNodeThresholdPercentage"),
    ("maxParallelNodesRepairedCount", "maxParallelNodesRepairedPercentage"),
)
OVERRIDE_MEMBERS = {"nodeMonitoringCondition", "nodeUnhealthyReason", "minRepairWaitTimeMins", "repairAction"}


def enumerated(shape: str, field: str, value: str | None, fail: Fail) -> None:
    allowed = get_service_model("eks").shape_for(shape).enum
    if value is not None and value not in allowed:
        raise fail(InvalidParameterException, f"{field} {value} is not valid. Allowed values are {', '.join(allowed)}")


def ami_type(given: str | None, cluster: Any, fail: Fail) -> None:
    enumerated("AMITypes", "amiType", given, fail)
    if (given or "").startswith("AL2_") and versions.number(cluster.version) > versions.number(LAST_WITH_AL2):
        raise fail(
            InvalidParameterException,
            f"AMI Type {given} is only supported for kubernetes versions {LAST_WITH_AL2} or earlier",
        )


def warm_pool(config: dict[str, Any], ami: str, capacity_type: str | None, fail: Fail) -> None:
    """`config` as it will be, with what an update leaves out."""
    enumerated("WarmPoolState", "poolState", config.get("poolState"), fail)
    if config.get("minSize", 0) < 0 or config.get("maxGroupPreparedCapacity", -1) < -1:
        raise fail(
            InvalidParameterException, "minSize of a warm pool must be at least 0, maxGroupPreparedCapacity at least -1"
        )
    if not config.get("enabled"):
        return
    if capacity_type in ("CAPACITY_BLOCK", "SPOT"):
        raise fail(InvalidParameterException, f"Warm pools are not supported with the capacity type {capacity_type}")
    if ami == "CUSTOM":
        raise fail(InvalidParameterException, "Warm pools are not supported with custom AMIs")
    if ami.startswith("BOTTLEROCKET"):
        unsupported = [
            name
            for name, given in (
                ("poolState HIBERNATED", config.get("poolState") == "HIBERNATED"),
                ("reuseOnScaleIn", config.get("reuseOnScaleIn")),
            )
            if given
        ]
        if unsupported:
            raise fail(InvalidParameterException, f"{unsupported[0]} is not supported for Bottlerocket AMIs")


def hibernation(config: dict[str, Any], data: dict[str, Any], fail: Fail) -> None:
    """The words: PutWarmPool of 2026-09-25 (github.com/badmintoncryer/cdk-preflight,
    pf-asg-wp-hibernated-requires-encrypted-root)."""
    roots = [
        each.get("Ebs") or {} for each in data.get("BlockDeviceMappings") or [] if each["DeviceName"] == "/dev/xvda"
    ]
    is_open = any(str(ebs.get("Encrypted")).lower() == "false" for ebs in roots)
    if config.get("enabled") and config.get("poolState") == "HIBERNATED" and is_open:
        raise fail(InvalidParameterException, "For hibernation, the root device volume must be encrypted.")


def usage_class(capacity_type: str | None, data: dict[str, Any], types: list[str], fail: Fail) -> None:
    """API_InstanceTypeInfo, SupportedUsageClasses: "Indicates whether the instance type is offered for spot, On-Demand,
    or Capacity Blocks". A reservation was sold, and a Capacity Block is one."""
    wanted = "spot" if capacity_type == "SPOT" else "on-demand"
    target = (data.get("CapacityReservationSpecification") or {}).get("CapacityReservationTarget")
    for name in types if wanted == "spot" or not target else []:
        offered = (catalogue.instance_type(name) or {}).get("SupportedUsageClasses") or [wanted]
        if wanted not in offered:
            raise fail(InvalidRequestException, f"The instance type {name} is not offered for {wanted}.")


def node_repair(config: dict[str, Any], fail: Fail) -> None:
    for name in (name for pair in ONE_OF for name in pair):
        if config.get(name) is not None and config[name] < 1:
            raise fail(InvalidParameterException, f"{name} must be at least 1")
    for count, percentage in ONE_OF:
        if config.get(count) is not None and config.get(percentage) is not None:
            raise fail(InvalidParameterException, f"{count} and {percentage} cannot both be specified")
    for override in config.get("nodeRepairConfigOverrides") or []:
        missing = sorted(OVERRIDE_MEMBERS - set(override))
        if missing:
            raise fail(InvalidParameterException, f"nodeRepairConfigOverrides requires {', '.join(missing)}")
        enumerated("RepairAction", "repairAction", override["repairAction"], fail)


def capacity_block(ec2: Any, data: dict[str, Any], subnets: list[Any], fail: Fail) -> None:
    """The market type and the instance type are checked in template_checks."""
    target = (data.get("CapacityReservationSpecification") or {}).get("CapacityReservationTarget") or {}
    if not target:
        raise fail(
            InvalidParameterException,
            "The capacity type CAPACITY_BLOCK requires a launch template with a CapacityReservationTarget",
        )
    for block in _targets(ec2, target):
        if block["ReservationType"] != reservations.CAPACITY_BLOCK:
            raise fail(InvalidParameterException, "The Capacity Reservation is not a Capacity Block")
        if any(subnet.availability_zone != block["AvailabilityZone"] for subnet in subnets):
            types = data["InstanceType"]
            raise fail(InvalidParameterException, f"The following supplied instance types do not exist: [{types}]")


def _targets(ec2: Any, target: dict[str, Any]) -> list[reservations.Reservation]:
    """Our reading: EKS takes a resource group as well; the guide shows an id."""
    group = target.get("CapacityReservationResourceGroupArn")
    ids = [arn.rpartition("/")[2] for arn in members(ec2, group)] if group else [target["CapacityReservationId"]]
    return [block for block in (reservations.find(ec2, one) for one in ids) if block]
