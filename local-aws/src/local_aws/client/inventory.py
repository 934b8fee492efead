"""What is there in EC2 and EKS, read with AWS's Python SDK."""

from typing import Any

from local_aws.client.connection import Connection

ID_TAG = "efa-node-group:id"
# On the launch templates that EKS creates for its node groups, and deletes with them.
EKS_TAG = "eks:nodegroup-name"


def inventory(local: Connection, cluster: str | None = None) -> dict[str, dict]:
    """Every resource that somebody created, by kind and id, with the fields that a change would show in; of node groups
    and their Auto Scaling groups those of one cluster, the seed's unless another one is named."""
    ec2, eks, auto_scaling = local.client("ec2"), local.client("eks"), local.client("autoscaling")
    groups = ec2.describe_security_groups()["SecurityGroups"]
    placement_groups = ec2.describe_placement_groups()["PlacementGroups"]
    templates = ec2.describe_launch_templates()["LaunchTemplates"]
    reservations = ec2.describe_capacity_reservations()["CapacityReservations"]
    cluster = cluster or local.environment["CLUSTER_NAME"]
    nodegroups = [
        eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"]
        for name in eks.list_nodegroups(clusterName=cluster)["nodegroups"]
    ]
    scaling_groups = _scaling_groups(auto_scaling, nodegroups)
    return {
        **{f"security group {group['GroupId']}": group for group in groups},
        **{f"placement group {group['GroupName']}": group for group in placement_groups},
        **{f"launch template {template['LaunchTemplateId']}": _without_tags_of_eks(template) for template in templates},
        **{f"capacity reservation {one['CapacityReservationId']}": _without_use(one) for one in reservations},
        **{
            f"Auto Scaling group {group['AutoScalingGroupName']}": {
                key: group.get(key)
                for key in ("MinSize", "MaxSize", "DesiredCapacity", "MixedInstancesPolicy", "LaunchTemplate")
            }
            for group in scaling_groups
        },
        **{
            f"node group {group['nodegroupName']}": {
                key: group.get(key)
                for key in ("nodegroupArn", "status", "scalingConfig", "labels", "tags", "launchTemplate")
            }
            for group in nodegroups
        },
    }


def _scaling_groups(auto_scaling: Any, nodegroups: list[dict]) -> list[dict]:
    """By name: without names the answer has pages, and a page can miss a group when another one is deleted
    meanwhile."""
    names = [group["name"] for nodegroup in nodegroups for group in nodegroup["resources"]["autoScalingGroups"]]
    return auto_scaling.describe_auto_scaling_groups(AutoScalingGroupNames=names)["AutoScalingGroups"] if names else []


def _without_tags_of_eks(template: dict) -> dict:
    """EKS's copy of a template names its cluster and node group in its tags, and would be taken for one of their
    resources."""
    return {key: value for key, value in template.items() if key != "Tags"} if EKS_TAG in _tags(template) else template


def _without_use(reservation: dict) -> dict:
    """Without the number of free instances, which changes with each launch into the reservation."""
    return {
        key: value for key, value in reservation.items() if key not in ("AvailableInstanceCount", "CapacityAllocations")
    }


def settled_inventory(local: Connection) -> dict[str, dict]:
    """The same as soon as no node group is CREATING: the states of the local AWS advance by polls, not by time."""
    things = inventory(local)
    while any(thing.get("status") == "CREATING" for thing in things.values()):
        things = inventory(local)
    return things


def differences(before: dict[str, dict], now: dict[str, dict]) -> list[str]:
    """What was deleted or changed since `before`, a line each."""
    return [f"{key}: {thing} is now {now.get(key)}" for key, thing in before.items() if now.get(key) != thing]


def ours(things: dict[str, dict]) -> list[str]:
    """The keys of what carries our Id tag."""
    return [key for key, thing in things.items() if ID_TAG in _tags(thing)]


def _tags(thing: dict) -> dict[str, str]:
    tags = thing.get("Tags", thing.get("tags")) or {}
    return {tag["Key"]: tag["Value"] for tag in tags} if isinstance(tags, list) else tags
