"""EKS's own copy of the launch template, from which the Auto Scaling group launches.

Sources: EKS user guide managed-node-update-behavior ("creates a new Amazon EC2 launch template version for the Auto
Scaling group"), launch-templates (a group without a template gets one as well; with security groups in the template EKS
does not add the cluster's; tags that EKS puts on instances); terraform-aws-eks#3336 and pulumi-eks#633 (its name is
`eks-<uuid>`, the uuid that ends the node group's ARN). Our readings: the copy's version changes when an update
succeeds; volumes carry the same two tags as instances.

The node-group tag `local-aws:copy-loses` = interface-N or efa-N makes a copy that lacks network card N's interface, or
whose interface there is no EFA (containers-roadmap#1653: EKS has lost fields of interfaces before).
"""

import base64
import copy
from typing import Any

from moto.core.types import Base64EncodedString

from local_aws.ec2_eks.ec2 import tagged_resources
from local_aws.ec2_eks.ec2.launch_templates import metadata_tags_rules
from local_aws.ec2_eks.eks.clusters.clusters import ec2_of
from local_aws.ec2_eks.eks.launch_template import merged_user_data
from local_aws.ec2_eks.eks.nodegroups.failure_tags import COPY_LOSES
from local_aws.ec2_eks.framework.identifiers import identifier

TAGGED_TYPES = ("instance", "volume")


def name_of(nodegroup: Any) -> str:
    return f"eks-{nodegroup.uuid}"


def create(eks_backend: Any, cluster: Any, nodegroup: Any) -> None:
    """Where EKS can't merge the user data there is no copy, and nothing is launched."""
    nodegroup.local_copy, nodegroup.local_copy_data, nodegroup.local_unmergeable = None, {}, None
    try:
        data = _data(cluster, nodegroup)
    except merged_user_data.NotMergeable as problem:
        nodegroup.local_unmergeable = str(problem)
        return
    tags = {"launch-template": _tags(nodegroup)}
    nodegroup.local_copy = ec2_of(eks_backend).create_launch_template(name_of(nodegroup), "", _stored(data), tags)
    nodegroup.local_copy_data = data


def check(cluster: Any, nodegroup: Any, data: dict[str, Any]) -> None:
    """Raises NotMergeable when EKS could not copy `data`."""
    merged_user_data.merge(cluster, nodegroup.ami_type, _decoded(data.get("UserData")))


def renew(cluster: Any, nodegroup: Any) -> None:
    """A new version for what the node group now launches, which becomes the default one."""
    data = _data(cluster, nodegroup)
    version = nodegroup.local_copy.create_version(_stored(data), "")
    nodegroup.local_copy.default_version_number = version.number
    nodegroup.local_copy_data = data


def delete(eks_backend: Any, nodegroup: Any) -> None:
    """EKS deletes its copy with the node group; somebody may have done it before."""
    ec2 = ec2_of(eks_backend)
    if nodegroup.local_copy and nodegroup.local_copy.id in ec2.launch_templates:
        ec2.delete_launch_template(nodegroup.local_copy.name, None)
        ec2.tags.pop(nodegroup.local_copy.id, None)


def specification(nodegroup: Any) -> dict[str, str]:
    """The copy and its version in use, as Auto Scaling names them."""
    template = nodegroup.local_copy
    return {
        "LaunchTemplateId": template.id,
        "LaunchTemplateName": template.name,
        "Version": str(template.default_version_number),
    }


def _data(cluster: Any, nodegroup: Any) -> dict[str, Any]:
    given = metadata_tags_rules.without(copy.deepcopy(nodegroup.local_launch_data))
    user_data = merged_user_data.merge(cluster, nodegroup.ami_type, _decoded(given.get("UserData")))
    data = {
        "ImageId": identifier("ami", nodegroup.ami_type, nodegroup.release_version),
        "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 1},
        **given,
        "IamInstanceProfile": {"Name": name_of(nodegroup)},
        "TagSpecifications": _tag_specifications(given.get("TagSpecifications", []), _tags(nodegroup)),
    }
    if user_data is not None:
        data["UserData"] = base64.b64encode(user_data.encode()).decode()
    if not data.get("NetworkInterfaces") and not data.get("SecurityGroupIds"):
        data["SecurityGroupIds"] = list(nodegroup.local_cluster_groups)
    return _with_losses(data, nodegroup.tags.get(COPY_LOSES))


def _stored(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "UserData": Base64EncodedString(data["UserData"])} if "UserData" in data else data


def _decoded(user_data: Any) -> str | None:
    return base64.b64decode(str(user_data)).decode(errors="replace") if user_data is not None else None


def _tags(nodegroup: Any) -> dict[str, str]:
    return {"eks:cluster-name": nodegroup.cluster_name, "eks:nodegroup-name": nodegroup.nodegroup_name}


def _tag_specifications(given: list[dict[str, Any]], added: dict[str, str]) -> list[dict[str, Any]]:
    tags = {one["ResourceType"]: {tag["Key"]: tag["Value"] for tag in one.get("Tags", [])} for one in given}
    for resource_type in TAGGED_TYPES:
        tags[resource_type] = {**tags.get(resource_type, {}), **added}
    return [{"ResourceType": kind, "Tags": tagged_resources.pairs(values)} for kind, values in tags.items()]


def _with_losses(data: dict[str, Any], loses: str | None) -> dict[str, Any]:
    if not loses or not data.get("NetworkInterfaces"):
        return data
    what, _, card = loses.partition("-")
    interfaces = []
    for interface in data["NetworkInterfaces"]:
        if str(interface.get("NetworkCardIndex", 0)) != card:
            interfaces.append(interface)
        elif what == "efa":
            interfaces.append({**interface, "InterfaceType": "interface"})
    return {**data, "NetworkInterfaces": interfaces}
