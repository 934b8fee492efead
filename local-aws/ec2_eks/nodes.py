"""The instances and network interfaces of node groups, as DescribeInstances and DescribeNetworkInterfaces show them.

They are worked out from the launch template that the node group holds, not stored: a group of 100 p5 nodes has 3,200
interfaces. Sources: EKS user guide managed-node-groups and EC2 API reference Instance, NetworkInterface; the tags
`eks:cluster-name` and `eks:nodegroup-name` are those that EKS puts on its instances.
"""

import hashlib
from typing import Any

from moto.eks.models import eks_backends

INSTANCELESS = {"AsgInstanceLaunchFailures", "InsufficientFreeAddresses", "InstanceLimitExceeded"}


def nodegroups_of(ec2_backend: Any) -> list[Any]:
    clusters = eks_backends[ec2_backend.account_id][ec2_backend.region_name].clusters.values()
    return [nodegroup for cluster in clusters for nodegroup in cluster.nodegroups.values()]


def instances(ec2_backend: Any, nodegroup: Any, state: str = "running") -> list[dict[str, Any]]:
    """One for each of the desired size; none where the health issue says that nothing could be launched."""
    if {issue["code"] for issue in nodegroup.health["issues"]} & INSTANCELESS:
        return []
    return [
        _instance(ec2_backend, nodegroup, number, state) for number in range(nodegroup.scaling_config["desiredSize"])
    ]


def interfaces(ec2_backend: Any, nodegroup: Any) -> list[dict[str, Any]]:
    return [
        _interface(instance, number, specification)
        for instance in instances(ec2_backend, nodegroup)
        for number, specification in enumerate(interface_specifications(nodegroup))
    ]


def interface_specifications(nodegroup: Any) -> list[dict[str, Any]]:
    """The template's interfaces; without any, one that carries the template's groups or, failing that, the cluster's.

    Source: EKS user guide launch-templates: with groups in the template EKS does not add the cluster security group.
    """
    data = nodegroup.local_launch_data
    default = {"DeviceIndex": 0, "Groups": data.get("SecurityGroupIds") or nodegroup.local_cluster_groups}
    return data.get("NetworkInterfaces") or [default]


def cni_leftover(nodegroup: Any, instance: dict[str, Any]) -> dict[str, Any]:
    """An interface that the VPC CNI made and did not delete: `available`, with the primary interface's groups.

    Sources: amazon-vpc-cni-k8s (it copies the primary interface's groups, tags `node.k8s.amazonaws.com/instance_id`
    and `createdAt`); terraform-aws-eks#2004.
    """
    leftover = _interface(instance, 99, interface_specifications(nodegroup)[0])
    leftover.pop("Attachment")
    tags = {
        "node.k8s.amazonaws.com/instance_id": instance["InstanceId"],
        "node.k8s.amazonaws.com/createdAt": "2026-01-01T00:00:00Z",
    }
    return {
        **leftover,
        "Status": "available",
        "InterfaceType": "interface",
        "Description": f"aws-K8S-{instance['InstanceId']}",
        "TagSet": [{"Key": key, "Value": value} for key, value in tags.items()],
    }


def _identifier(prefix: str, *parts: Any) -> str:
    return f"{prefix}-{hashlib.sha256('/'.join(map(str, parts)).encode()).hexdigest()[:17]}"


def _instance(ec2_backend: Any, nodegroup: Any, number: int, state: str) -> dict[str, Any]:
    subnet = ec2_backend.get_subnet(nodegroup.subnets[number % len(nodegroup.subnets)])
    data = nodegroup.local_launch_data
    tags = {"eks:cluster-name": nodegroup.cluster_name, "eks:nodegroup-name": nodegroup.nodegroup_name}
    for specification in data.get("TagSpecifications", []):
        if specification.get("ResourceType") == "instance":
            tags = {**{tag["Key"]: tag["Value"] for tag in specification.get("Tags", [])}, **tags}
    return {
        "InstanceId": _identifier("i", nodegroup.arn, number),
        "InstanceType": nodegroup.local_instance_types[0],
        "State": {"Code": {"running": 16, "shutting-down": 32}[state], "Name": state},
        "SubnetId": subnet.id,
        "VpcId": subnet.vpc_id,
        "Placement": {"AvailabilityZone": subnet.availability_zone, "Tenancy": "default", **_group_name(nodegroup)},
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }


def _group_name(nodegroup: Any) -> dict[str, str]:
    group = nodegroup.local_placement_group
    return {"GroupName": group["GroupName"], "GroupId": group["GroupId"]} if group else {}


def _interface(instance: dict[str, Any], number: int, specification: dict[str, Any]) -> dict[str, Any]:
    attachment = {
        "AttachmentId": _identifier("eni-attach", instance["InstanceId"], number),
        "InstanceId": instance["InstanceId"],
        "DeviceIndex": specification.get("DeviceIndex", 0),
        "NetworkCardIndex": specification.get("NetworkCardIndex", 0),
        "DeleteOnTermination": specification.get("DeleteOnTermination", True),
        "Status": "attached",
    }
    return {
        "NetworkInterfaceId": _identifier("eni", instance["InstanceId"], number),
        "InterfaceType": specification.get("InterfaceType", "interface"),
        "Status": "in-use",
        "Description": specification.get("Description", ""),
        "SubnetId": instance["SubnetId"],
        "VpcId": instance["VpcId"],
        "AvailabilityZone": instance["Placement"]["AvailabilityZone"],
        "Groups": [{"GroupId": group} for group in specification.get("Groups", [])],
        "Attachment": attachment,
        "TagSet": [],
    }
