"""The instances and network interfaces of node groups, as DescribeInstances and DescribeNetworkInterfaces show them.

They are worked out from EKS's copy of the launch template (template_copy.py), not stored: a group of 100 p5 nodes has
3,200 interfaces. Sources: EKS user guide managed-node-groups and EC2 API reference Instance, NetworkInterface.
"""

from typing import Any

from local_aws.ec2_eks.auto_scaling import launching
from local_aws.ec2_eks.framework.identifiers import identifier


def instances(ec2_backend: Any, nodegroup: Any, state: str = "running") -> list[dict[str, Any]]:
    """One for each of the desired size that could be launched."""
    return [_instance(ec2_backend, nodegroup, number, state) for number in range(launching.running(nodegroup))]


def interfaces(ec2_backend: Any, nodegroup: Any) -> list[dict[str, Any]]:
    return [
        _interface(instance, number, specification)
        for instance in instances(ec2_backend, nodegroup)
        for number, specification in enumerate(interface_specifications(nodegroup))
    ]


def interface_specifications(nodegroup: Any) -> list[dict[str, Any]]:
    """Those of EKS's copy of the template; without any, one that carries the copy's groups."""
    data = nodegroup.local_copy_data
    return data.get("NetworkInterfaces") or [{"DeviceIndex": 0, "Groups": data.get("SecurityGroupIds", [])}]


def cni_leftover(nodegroup: Any, instance: dict[str, Any]) -> dict[str, Any]:
    """An interface that the VPC CNI created and did not delete: `available`, with the primary interface's groups.

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


def _instance(ec2_backend: Any, nodegroup: Any, number: int, state: str) -> dict[str, Any]:
    subnets = _one_zone(ec2_backend, nodegroup) or nodegroup.subnets
    subnet = ec2_backend.get_subnet(subnets[number % len(subnets)])
    tags = [
        tag
        for specification in nodegroup.local_copy_data["TagSpecifications"]
        if specification["ResourceType"] == "instance"
        for tag in specification["Tags"]
    ]
    return {
        "InstanceId": launching.instance_id(nodegroup, number),
        "InstanceType": nodegroup.local_instance_types[0],
        "State": {"Code": {"running": 16, "shutting-down": 32}[state], "Name": state},
        "SubnetId": subnet.id,
        "VpcId": subnet.vpc_id,
        "Placement": {"AvailabilityZone": subnet.availability_zone, "Tenancy": "default", **_group_name(nodegroup)},
        "Tags": tags,
    }


def _one_zone(ec2_backend: Any, nodegroup: Any) -> list[str]:
    """EC2 user guide placement-groups: a cluster group is in one zone. Our reading: that of the first subnet."""
    if (nodegroup.local_placement_group or {}).get("Strategy") != "cluster":
        return []
    zones = {subnet_id: ec2_backend.get_subnet(subnet_id).availability_zone for subnet_id in nodegroup.subnets}
    return [subnet_id for subnet_id, zone in zones.items() if zone == zones[nodegroup.subnets[0]]]


def _group_name(nodegroup: Any) -> dict[str, str]:
    group = nodegroup.local_placement_group
    return {"GroupName": group["GroupName"], "GroupId": group["GroupId"]} if group else {}


def _interface(instance: dict[str, Any], number: int, specification: dict[str, Any]) -> dict[str, Any]:
    attachment = {
        "AttachmentId": identifier("eni-attach", instance["InstanceId"], number),
        "InstanceId": instance["InstanceId"],
        "DeviceIndex": specification.get("DeviceIndex", 0),
        "NetworkCardIndex": specification.get("NetworkCardIndex", 0),
        "DeleteOnTermination": specification.get("DeleteOnTermination", True),
        "Status": "attached",
    }
    return {
        "NetworkInterfaceId": identifier("eni", instance["InstanceId"], number),
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
