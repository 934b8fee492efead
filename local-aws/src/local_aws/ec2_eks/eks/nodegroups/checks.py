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
from local_aws.ec2_eks.eks import tag_rules, versions
from local_aws.ec2_eks.eks.clusters import clusters
from local_aws.ec2_eks.eks.clusters.clusters import subnet_or_none
from local_aws.ec2_eks.eks.launch_template.template_checks import Fail
from local_aws.ec2_eks.eks.nodegroups import features
from local_aws.ec2_eks.framework.errors import AccessDeniedException, InvalidParameterException, InvalidRequestException

# Without scalingConfig. Our reading: the API reference does not say.
DEFAULT_SCALING = {"minSize": 1, "maxSize": 2, "desiredSize": 2}


def name(nodegroup_name: str, fail: Fail) -> None:
    """EKS user guide create-managed-node-group: at most 63, a letter or digit first, then also hyphens and
    underscores."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}", nodegroup_name or ""):
        raise fail(InvalidParameterException, "nodegroupName is not valid")


def node_role(arn: str, cluster: Any, fail: Fail) -> None:
    """IAM user guide id_roles_use_passrole. The words are EKS's for a cluster's role
    (github.com/badmintoncryer/cdk-preflight, pf-eks-cluster-role-arn-account, 2026-09-25)."""
    if not re.fullmatch(r"arn:aws[\w-]*:iam::\d{12}:role/.+", arn):
        raise fail(InvalidParameterException, f"Role ARN {arn} is not valid")
    (_, partition, _, _, owner, *_), (_, of_cluster, _, _, account, *_) = arn.split(":"), cluster.arn.split(":")
    if (partition, owner) != (of_cluster, account):
        raise fail(AccessDeniedException, "Cross-account pass role is not allowed.")


def tags(given: dict[str, str], fail: Fail) -> None:
    if broken := tag_rules.broken_rule(given):
        raise fail(InvalidParameterException, broken)


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
    # EKS user guide managed-node-groups: "Managed node groups can't be deployed on AWS Outposts"; the text is ours
    outposts = [subnet_id for subnet_id, subnet in found if getattr(subnet, "outpost_arn", None)]
    if outposts or getattr(cluster, "outpost_config", None):
        raise fail(InvalidParameterException, f"Managed node groups are not supported on Outposts: {outposts}")
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


def placement_group(ec2: Any, data: dict[str, Any], used: list[Any], fail: Fail) -> dict[str, Any] | None:
    """The group must exist, and one of strategy `cluster` is in the zone where its instances run.

    terraform-aws-eks#3044: a node group over several zones was created, and its update refused with this text. Our
    reading: for a create it holds where instances of others run in the group.
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
    taken = _zones_taken(ec2, group)
    if group["Strategy"] == "cluster" and taken and any(subnet.availability_zone not in taken for subnet in used):
        zone = min(taken)
        raise fail(
            InvalidRequestException,
            f"Instances in the {group['GroupName']} Placement Group must be launched in the {zone} Availability Zone."
            f" Specify the {zone} Availability Zone and try again.",
        )
    return group


def _zones_taken(ec2: Any, group: dict[str, Any]) -> set[str]:
    """Source: EC2 user guide placement-groups: a cluster group is where its instances run (bcbio-nextgen-vm#45)."""
    placed = [one for one in clusters.nodegroups_of(ec2) if one.local_placement_group]
    there = [one for one in placed if one.local_placement_group["GroupId"] == group["GroupId"]]
    return {instance["Placement"]["AvailabilityZone"] for one in there for instance in nodes.instances(ec2, one)}


def new_version(version: str, cluster: Any, fail: Fail) -> None:
    """EKS's words of 2026-09-25 (github.com/badmintoncryer/cdk-preflight, pf-eks-nodegroup-version-matches-cluster);
    CreateNodegroup's page still names the cluster's version alone."""
    major, minor = versions.number(cluster.version)
    supported = [f"{major}.{minor - behind}" for behind in range(4)]
    if version not in supported:
        raise fail(
            InvalidParameterException,
            f"Cluster Kubernetes version {cluster.version} supports the following Nodegroup Kubernetes versions:"
            f" [{', '.join(supported)}]",
        )


def release(release_version: str, version: str, ami_type: str, fail: Fail) -> None:
    if not versions.fits(release_version, version, ami_type):
        raise fail(
            InvalidParameterException,
            f"Requested release version {release_version} is not valid for kubernetes version {version}.",
        )
    if versions.is_of_the_future(release_version, ami_type):
        raise wrong_release(release_version, version, ami_type, fail)


def wrong_release(release_version: str, version: str, ami_type: str, fail: Fail) -> Exception:
    """The text: terraform-provider-aws#14492, amazon-eks-ami#435."""
    newest = versions.newest_release(version, ami_type)
    return fail(
        InvalidParameterException,
        f"Requested Nodegroup release version {release_version} is invalid. Allowed release version is {newest}",
    )
