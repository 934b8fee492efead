"""What EKS refuses about a launch template, at CreateNodegroup and again at UpdateNodegroupVersion.

Sources: EKS user guide launch-templates ("Launch template configuration basics": the table of settings that are
prohibited or go into the template or the request, not both); EKS API reference LaunchTemplateSpecification (id or
name, not both; forbidden fields); rancher#38704 ("Launch template could not be found"); eksctl#3104 for id and name;
terraform-aws-eks-blueprints#363 for what EC2 says of a launch ("InvalidRequestException: Each network interface
requires a device index."); terraform-aws-eks#1545 ("Cannot specify instance types in launch template and API
request"); terraform-provider-aws#18025 (market options); terraform-provider-aws documentation of aws_eks_node_group:
$Default and $Latest become numbers. Other texts are our reading.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from moto.core.exceptions import ServiceException

from local_aws.ec2_eks.ec2 import catalogue, images
from local_aws.ec2_eks.ec2.launch_templates import (
    cpu_options_rules,
    device_rules,
    interface_rules,
    metadata_tags_rules,
    placement_rules,
    snapshot_rules,
    templates,
    volume_rules,
)
from local_aws.ec2_eks.framework.errors import InvalidParameterException, InvalidRequestException
from local_aws.ec2_eks.framework.extend import plain

Fail = Callable[..., Exception]

MOST_TAGS = 50
DEFAULT_AMI_TYPE = "AL2023_x86_64_STANDARD"  # EKS user guide: AL2 AMIs ended on 2025-11-26
DEFAULT_INSTANCE_TYPE = "t3.medium"  # "used if neither names one", EKS user guide launch-templates


@dataclass(frozen=True)
class Resolved:
    """A launch template version as the node group has it: `data` is EKS's own copy of it."""

    specification: dict[str, str]
    data: dict[str, Any]


def resolve(ec2: Any, given: dict[str, Any], fail: Fail) -> Resolved:
    if bool(given.get("id")) == bool(given.get("name")):
        raise fail(
            InvalidParameterException,
            "Either provide launch template ID or launch template name in the request.",
        )
    template = templates.find(ec2, given.get("id"), given.get("name"))
    if not template:
        raise fail(InvalidParameterException, "Launch template could not be found")
    try:
        version = template.get_version(given.get("version") or "$Default")
    except ServiceException:
        raise fail(
            InvalidParameterException, f"Launch template version {given['version']} could not be found"
        ) from None
    specification = {"id": template.id, "name": template.name, "version": str(version.number)}
    return Resolved(specification, plain(version.data))


def check(ec2: Any, cluster: Any, data: dict[str, Any], request: dict[str, Any], fail: Fail) -> None:
    _forbidden_fields(data, request, fail)
    _instance_types(data, request, fail)
    _security_groups(ec2, cluster.resources_vpc_config.get("vpcId"), data, fail)
    if data.get("ImageId"):
        _custom_ami(request, fail)
    _named(ec2, data, fail)
    # EC2 user guide Using_Tags: "Maximum number of tags per resource - 50"
    if any(len(each.get("Tags") or []) > MOST_TAGS for each in data.get("TagSpecifications") or []):
        raise fail(InvalidRequestException, "TagLimitExceeded: the number of tags is over the limit of 50.")
    broken = (
        metadata_tags_rules.broken_rule(data)
        or device_rules.broken_rule(data)
        or volume_rules.broken_rule(data)
        or snapshot_rules.broken_rule(ec2, data)
    )
    if broken:
        raise fail(InvalidRequestException, broken)
    ami_type = "CUSTOM" if data.get("ImageId") else request.get("amiType") or DEFAULT_AMI_TYPE
    if broken := volume_rules.smaller_than_snapshot(data, ami_type):
        raise fail(InvalidRequestException, broken)
    for name in instance_types(data, request):
        if broken := _broken_rule_of_type(ec2, name, data):
            raise fail(InvalidRequestException, broken)


def _broken_rule_of_type(ec2: Any, name: str, data: dict[str, Any]) -> str | None:
    instance_type = catalogue.instance_type(name) or {}
    interfaces = data.get("NetworkInterfaces") or []
    broken = interface_rules.broken_rule(name, instance_type, interfaces) if interfaces else None
    broken = broken or placement_rules.broken_rule(name, instance_type, data.get("Placement") or {})
    broken = broken or cpu_options_rules.broken_rule(name, instance_type, data.get("CpuOptions") or {})
    return broken or images.boot_problem(ec2.amis.get(data.get("ImageId")), name, instance_type)


def instance_types(data: dict[str, Any], request: dict[str, Any]) -> list[str]:
    return request.get("instanceTypes") or [data.get("InstanceType") or DEFAULT_INSTANCE_TYPE]


def _forbidden_fields(data: dict[str, Any], request: dict[str, Any], fail: Fail) -> None:
    interfaces = data.get("NetworkInterfaces") or []
    forbidden = {
        "Subnet": any(interface.get("SubnetId") for interface in interfaces),
        "IAM instance profile": bool(data.get("IamInstanceProfile")),
        "Shutdown behavior": bool(data.get("InstanceInitiatedShutdownBehavior")),
        "Hibernation": bool((data.get("HibernationOptions") or {}).get("Configured")),
    }
    for field, present in forbidden.items():
        if present:
            raise fail(InvalidParameterException, f"{field} cannot be specified in the launch template")
    _market_options(data, request, fail)


def _market_options(data: dict[str, Any], request: dict[str, Any], fail: Fail) -> None:
    """Source for capacity blocks: EKS user guide capacity-blocks-mng."""
    market = (data.get("InstanceMarketOptions") or {}).get("MarketType")
    block = request.get("capacityType") == "CAPACITY_BLOCK"
    if market and not (block and market == "capacity-block"):
        raise fail(InvalidParameterException, "Instance market options are not supported with the launch template")
    if block and not (market and data.get("InstanceType")):
        raise fail(
            InvalidParameterException,
            "The capacity type CAPACITY_BLOCK requires a launch template with the market type capacity-block and an"
            " instance type",
        )


def _instance_types(data: dict[str, Any], request: dict[str, Any], fail: Fail) -> None:
    if data.get("InstanceType") and request.get("instanceTypes"):
        raise fail(InvalidRequestException, "Cannot specify instance types in launch template and API request")
    unknown = [name for name in instance_types(data, request) if not catalogue.instance_type(name)]
    if unknown:
        # Source: AWS's eks-blueprints for capacity blocks.
        raise fail(
            InvalidParameterException, f"The following supplied instance types do not exist: [{', '.join(unknown)}]"
        )


def _security_groups(ec2: Any, vpc_id: str | None, data: dict[str, Any], fail: Fail) -> None:
    interfaces = data.get("NetworkInterfaces") or []
    top_level = data.get("SecurityGroupIds") or data.get("SecurityGroups") or []
    if top_level and interfaces:
        # Source: EC2 API reference RequestLaunchTemplateData.NetworkInterfaces; text of terraform-provider-aws#4570.
        raise fail(
            InvalidRequestException, "When a network interface is provided, the security groups must be a part of it."
        )
    for group_id in [*top_level, *(group for interface in interfaces for group in interface.get("Groups", []))]:
        group = ec2.get_security_group_from_id(group_id)
        if group_id.startswith("sg-") and not group:
            raise fail(InvalidRequestException, f"The security group '{group_id}' does not exist")
        # EC2 error codes, InvalidGroup.NotFound; that EKS refuses the template with it is our reading
        if group and vpc_id and group.vpc_id != vpc_id:
            raise fail(
                InvalidRequestException,
                f"InvalidGroup.NotFound: The security group '{group_id}' does not exist in VPC '{vpc_id}'",
            )


def _named(ec2: Any, data: dict[str, Any], fail: Fail) -> None:
    """What EC2 says of them in its own calls (EC2 API reference, "Error codes")."""
    image, key_pair = data.get("ImageId"), data.get("KeyName")
    if image and image not in ec2.amis:
        raise fail(InvalidRequestException, f"The image id '[{image}]' does not exist")
    if key_pair and key_pair not in ec2.key_pairs:
        raise fail(InvalidRequestException, f"The key pair '{key_pair}' does not exist")


def _custom_ami(request: dict[str, Any], fail: Fail) -> None:
    """The texts are in pulumi-eks#1463 and terraform-aws-eks#3459; that of the release is our reading."""
    if request.get("amiType") not in (None, "CUSTOM"):
        raise fail(
            InvalidParameterException,
            "You cannot specify an AMI Type other than CUSTOM, when specifying an image id in your launch template.",
        )
    for field, what in (("version", "kubernetes version"), ("releaseVersion", "release version")):
        if request.get(field):
            raise fail(
                InvalidParameterException,
                f"You cannot specify a {what} to use when specifying an image id to use within the launch template.",
            )
