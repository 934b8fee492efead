"""Subnets that lead to an internet gateway and assign no public addresses: the create ends in CREATE_FAILED.

Source: containers-roadmap#607, EKS's product manager ("in the case where you are attempting to create a new node group
using a public subnet where mapPublicIpOnLaunch is set to FALSE, node group creation will fail"); the text:
amazon-vpc-cni-k8s#878.
"""

from typing import Any

from local_aws.ec2_eks.eks.clusters import clusters

NO_ADDRESS = "Ec2SubnetInvalidConfiguration"


def issue(ec2: Any, nodegroup: Any) -> dict[str, Any] | None:
    subnets = [clusters.subnet_or_none(ec2, subnet_id) for subnet_id in nodegroup.subnets]
    without = [
        subnet.id
        for subnet in subnets
        if subnet and _is_public(ec2, subnet) and subnet.map_public_ip_on_launch not in (True, "true")
    ]
    message = (
        f"One or more Amazon EC2 Subnets of [{', '.join(without)}] for node group {nodegroup.nodegroup_name} does not"
        " automatically assign public IP addresses to instances launched into it. If you want your instances to be"
        " assigned a public IP address, then you need to enable auto-assign public IP address for the subnet. See IP"
        " addressing in VPC guide: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html"
        "#subnet-public-ip"
    )
    return {"code": NO_ADDRESS, "message": message, "resourceIds": without} if without else None


def _is_public(ec2: Any, subnet: Any) -> bool:
    """VPC user guide, Route tables: without an association of its own, a subnet uses the main one."""
    tables = ec2.describe_route_tables(filters={"vpc-id": [subnet.vpc_id]})
    own = [table for table in tables if subnet.id in [one.get("SubnetId") for one in table.associations]]
    main = [table for table in tables if table.main_association_id is not None]
    [table, *_] = own or main
    return any(
        route.destination_cidr_block == "0.0.0.0/0" and str(getattr(route.gateway, "id", "")).startswith("igw-")
        for route in table.routes
    )
