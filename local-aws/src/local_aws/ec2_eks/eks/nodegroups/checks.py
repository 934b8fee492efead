"""What EKS refuses about a node group itself: names, sizes, subnets, zones, versions, tags.

Sources: EKS API reference CreateNodegroup (members and their limits); wandb/terraform-aws-wandb#201 and
terraform-aws-eks#3521 ("Minimum capacity 3 can't be greater than desired size 2"); awslabs/ec2-spot-workshops#154
(type not supported in the zone, InvalidRequestException at once); terraform-aws-eks#3044 (placement group and zones);
eksctl#7976 and terraform-provider-aws#14492 (release versions). Other texts are our reading.
"""

import re
from typing import Any

from local_aws.ec2_eks.ec2 import catalogue, placement_groups
from local_aws.ec2_eks.ec2.instances import nodes
from local_aws.ec2_eks.eks import versions
from local_aws.ec2_eks.eks.clusters import clusters
from local_aws.ec2_eks.eks.clusters.clusters import subnet_or_none
from local_aws.ec2_eks.eks.launch_template.template_checks import Fail
from local_aws.ec2_eks.eks.nodegroups import features
from local_aws.ec2_eks.framework.errors import InvalidParameterException, InvalidRequestException

MOST_TAGS = 50
# Without scalingConfig. Our reading: the API reference does not say.
DEFAULT_SCALING = {"minSize": 1, "maxSize": 2, "desiredSize": 2}


def name(nodegroup_name: str, fail: Fail) -> None:
    """EKS user guide create-managed-node-group: at most 63, a letter or digit first, then also hyphens and
    underscores."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}", nodegroup_name or ""):
        raise fail(InvalidParameterException, "nodegroupName is not valid")


def tags(given: dict[str, str], fail: Fail) -> None:
    if len(given) > MOST_TAGS:
        raise fail(InvalidParameterException, f"A node group can have at most {MOST_TAGS} tags")


def scaling(config: dict[str, int], fail: Fail) -> None:
    least, most, desired = config["minSize"], config["maxSize"], config["desiredSize"]
    if most < 1 or least < 0 or desired < 0:
        raise fail(InvalidParameterException, "maxSize must be at least 1, minSize and desiredSize at least 0")
    if least > desired:
        raise fail(InvalidParameterException, f"Minimum capacity {least} can't be greater than desired size {desired}")
    if desired > most:
        raise fail(InvalidParameterException, f"Desired capacity {desired} can't be greater than max size {most}")


def update_config(config: dict[str, Any], most: int, fail: Fail) -> None:
    """EKS API reference NodegroupUpdateConfig: "This value or maxUnavailablePercentage is required", at most 100. The
    text about maxSize: terraform-provider-aws#26535."""
    given = [config[field] for field in ("maxUnavailable", "maxUnavailablePercentage") if config.get(field) is not None]
    if config and len(given) != 1:
        raise fail(
            InvalidParameterException, "Exactly one of maxUnavailable and maxUnavailablePercentage must be specified"
        )
    if any(not 1 <= value <= 100 for value in given):
        raise fail(InvalidParameterException, "maxUnavailable and maxUnavailablePercentage must be between 1 and 100")
    if (config.get("maxUnavailable") or 0) > most:
        raise fail(
            InvalidParameterException, "max-unavailable must be within the range 1 and max size of the node group"
        )
    features.enumerated("NodegroupUpdateStrategies", "updateStrategy", config.get("updateStrategy"), fail)


def subnets(ec2: Any, cluster: Any, ids: list[str], fail: Fail) -> list[Any]:
    found = [(subnet_id, subnet_or_none(ec2, subnet_id)) for subnet_id in ids]
    missing = [subnet_id for subnet_id, subnet in found if subnet is None]
    if missing or not ids:
        raise fail(InvalidParameterException, f"The subnet ID '{missing[0] if missing else ''}' does not exist")
    vpc_id = cluster.resources_vpc_config.get("vpcId")
    foreign = [subnet_id for subnet_id, subnet in found if vpc_id and subnet.vpc_id != vpc_id]
    if foreign:
        raise fail(InvalidParameterException, f"Subnets are not in the same VPC as the cluster: {', '.join(foreign)}")
    return [subnet for _, subnet in found]


def zones(region: str, used: list[Any], instance_types: list[str], fail: Fail) -> None:
    """Each type in the zone of each subnet, compared by zone id."""
    for instance_type in instance_types:
        offered = catalogue.offered_zone_ids(region, instance_type)
        for subnet in used:
            if subnet.availability_zone_id not in offered:
                raise fail(
                    InvalidRequestException,
                    f"Your requested instance type ({instance_type}) is not supported in your requested Availability"
                    f" Zone ({subnet.availability_zone}). Please retry your request by not specifying an Availability"
                    f" Zone or choosing {', '.join(sorted(offered)) or 'another Region'}.",
                )


def architecture(ami_type: str, instance_types: list[str], fail: Fail) -> None:
    """An arm64 type needs an ARM AMI type and the reverse. Source: EKS API reference Nodegroup.amiType."""
    wanted = "arm64" if "ARM_64" in ami_type else "x86_64"
    for instance_type in instance_types:
        supported = (
            (catalogue.instance_type(instance_type) or {})
            .get("ProcessorInfo", {})
            .get("SupportedArchitectures", [wanted])
        )
        if ami_type != "CUSTOM" and wanted not in supported:
            raise fail(
                InvalidParameterException,
                f"[{instance_type}] is not a valid instance type for requested amiType {ami_type}",
            )


def placement_group(ec2: Any, data: dict[str, Any], used: list[Any], itself: Any, fail: Fail) -> dict[str, Any] | None:
    """The group must exist, and one of strategy `cluster` is in one zone.

    Stricter than what was seen on AWS: terraform-aws-eks#3044 created a node group over several zones, and its first
    update was refused with this text; here the create is refused as well.
    """
    placement = data.get("Placement") or {}
    wanted = placement.get("GroupName") or placement.get("GroupId")
    if not wanted:
        return None
    if placement.get("GroupName") and placement.get("GroupId"):
        # Source: EC2 API reference Placement, "you can specify GroupId or GroupName, but not both"; the text is ours
        raise fail(InvalidRequestException, "GroupName and GroupId cannot both be specified.")
    group = placement_groups.find(ec2, placement.get("GroupName"), placement.get("GroupId"))
    if not group:
        raise fail(InvalidRequestException, f"The Placement Group '{wanted}' is unknown.")
    taken = _zones_taken(ec2, group, itself) | {subnet.availability_zone for subnet in used}
    if group["Strategy"] == "cluster" and len(taken) > 1:
        raise fail(
            InvalidRequestException,
            f"Instances in the {group['GroupName']} Placement Group must be launched in the {min(taken)} Availability"
            " Zone.",
        )
    return group


def _zones_taken(ec2: Any, group: dict[str, Any], itself: Any) -> set[str]:
    """Source: EC2 user guide placement-groups: a cluster group is where its instances run (bcbio-nextgen-vm#45)."""
    others = [one for one in clusters.nodegroups_of(ec2) if one is not itself and one.local_placement_group]
    there = [one for one in others if one.local_placement_group["GroupId"] == group["GroupId"]]
    return {instance["Placement"]["AvailabilityZone"] for one in there for instance in nodes.instances(ec2, one)}


def new_version(version: str, cluster: Any, fail: Fail) -> None:
    if version != cluster.version:
        raise fail(
            InvalidParameterException,
            f"Requested Nodegroup version {version} is invalid. Allowed version is {cluster.version}",
        )


def release(release_version: str, version: str, ami_type: str, fail: Fail) -> None:
    if not versions.fits(release_version, version, ami_type):
        raise fail(
            InvalidParameterException,
            f"Requested release version {release_version} is not valid for kubernetes version {version}.",
        )
