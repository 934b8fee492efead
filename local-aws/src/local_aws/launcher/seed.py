"""What a fresh local AWS contains: a network, an EKS cluster and its roles, and resources that belong to others.

The others' things are there so that a test can show that nothing of theirs is touched.
"""

import json
from collections.abc import Callable
from typing import Any

VPC_CIDR = "10.0.0.0/16"
CLUSTER_NAME = "training"
CLUSTER_VERSION = "1.33"
OTHERS_TAGS = {"owner": "others"}

CLUSTER_POLICIES = ("AmazonEKSClusterPolicy",)
NODE_POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly")


def seed(client: Callable[[str], Any]) -> dict[str, str]:
    """Creates it all; client(service) returns boto3 clients. Returns the environment variables that name it."""
    ec2, eks, iam = client("ec2"), client("eks"), client("iam")
    cluster_role_arn = create_role(iam, "training-cluster", "eks.amazonaws.com", CLUSTER_POLICIES)
    node_role_arn = create_role(iam, "training-node", "ec2.amazonaws.com", NODE_POLICIES)
    vpc_id = create_vpc(ec2)
    subnet_ids = create_subnets(ec2, vpc_id)
    create_cluster(eks, cluster_role_arn, subnet_ids)
    decoys = create_decoys(ec2, eks, vpc_id, subnet_ids, node_role_arn)
    return {
        "CLUSTER_NAME": CLUSTER_NAME,
        "VPC_ID": vpc_id,
        "SUBNET_IDS": ",".join(subnet_ids),
        "CLUSTER_ROLE_ARN": cluster_role_arn,
        "NODE_ROLE_ARN": node_role_arn,
        **decoys,
    }


def create_role(iam: Any, name: str, service: str, policies: tuple[str, ...]) -> str:
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}],
    }
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    for policy in policies:
        iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    return role["Arn"]


def create_vpc(ec2: Any) -> str:
    vpc_id = ec2.create_vpc(CidrBlock=VPC_CIDR, TagSpecifications=_named("vpc", "training"))["Vpc"]["VpcId"]
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        ec2.modify_vpc_attribute(VpcId=vpc_id, **{attribute: {"Value": True}})
    return vpc_id


def create_subnets(ec2: Any, vpc_id: str) -> list[str]:
    """A private /20 in every availability zone of the Region, in the order of the zones' names."""
    zones = ec2.describe_availability_zones(Filters=[{"Name": "opt-in-status", "Values": ["opt-in-not-required"]}])
    names = sorted(zone["ZoneName"] for zone in zones["AvailabilityZones"])
    return [_create_subnet(ec2, vpc_id, name, f"10.0.{16 * index}.0/20") for index, name in enumerate(names)]


def _create_subnet(ec2: Any, vpc_id: str, zone_name: str, cidr: str) -> str:
    subnet = ec2.create_subnet(
        VpcId=vpc_id,
        AvailabilityZone=zone_name,
        CidrBlock=cidr,
        TagSpecifications=_named("subnet", f"training-{zone_name}"),
    )["Subnet"]
    ec2.modify_subnet_attribute(SubnetId=subnet["SubnetId"], MapPublicIpOnLaunch={"Value": False})
    return subnet["SubnetId"]


def create_cluster(eks: Any, role_arn: str, subnet_ids: list[str]) -> None:
    eks.create_cluster(
        name=CLUSTER_NAME,
        version=CLUSTER_VERSION,
        roleArn=role_arn,
        resourcesVpcConfig={"subnetIds": subnet_ids, "endpointPrivateAccess": True, "endpointPublicAccess": True},
    )


def create_decoys(ec2: Any, eks: Any, vpc_id: str, subnet_ids: list[str], node_role_arn: str) -> dict[str, str]:
    """A security group, a placement group, a launch template and a node group without EFA, none of which belongs to
    this project."""
    group = ec2.create_security_group(
        GroupName="others", Description="belongs to others", VpcId=vpc_id, TagSpecifications=_others("security-group")
    )
    ec2.create_placement_group(GroupName="others", Strategy="cluster", TagSpecifications=_others("placement-group"))
    template = ec2.create_launch_template(
        LaunchTemplateName="others",
        TagSpecifications=_others("launch-template"),
        LaunchTemplateData={"InstanceType": "m5.large", "MetadataOptions": {"HttpTokens": "required"}},
    )["LaunchTemplate"]
    eks.create_nodegroup(
        clusterName=CLUSTER_NAME,
        nodegroupName="others",
        nodeRole=node_role_arn,
        subnets=subnet_ids[:2],
        instanceTypes=["m5.large"],
        scalingConfig={"minSize": 1, "maxSize": 2, "desiredSize": 1},
        tags=OTHERS_TAGS,
    )
    return {
        "OTHERS_SECURITY_GROUP_ID": group["GroupId"],
        "OTHERS_PLACEMENT_GROUP_NAME": "others",
        "OTHERS_LAUNCH_TEMPLATE_ID": template["LaunchTemplateId"],
        "OTHERS_NODEGROUP_NAME": "others",
    }


def _named(resource_type: str, name: str) -> list[dict]:
    return [{"ResourceType": resource_type, "Tags": [{"Key": "Name", "Value": name}]}]


def _others(resource_type: str) -> list[dict]:
    return [
        {"ResourceType": resource_type, "Tags": [{"Key": key, "Value": value} for key, value in OTHERS_TAGS.items()]}
    ]
