"""What is there in EC2 and EKS, read with AWS's Python SDK."""

ID_TAG = "efa-node-group:id"


def inventory(local, cluster: str | None = None) -> dict[str, dict]:
    """Everything that somebody made, by kind and id, with the fields that a change would show in; of node groups those of one
    cluster, the seed's unless told."""
    ec2, eks = local.client("ec2"), local.client("eks")
    groups = ec2.describe_security_groups()["SecurityGroups"]
    placement_groups = ec2.describe_placement_groups()["PlacementGroups"]
    templates = ec2.describe_launch_templates()["LaunchTemplates"]
    cluster = cluster or local.environment["CLUSTER_NAME"]
    nodegroups = [eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"]
                  for name in eks.list_nodegroups(clusterName=cluster)["nodegroups"]]
    return {
        **{f"security group {group['GroupId']}": group for group in groups},
        **{f"placement group {group['GroupName']}": group for group in placement_groups},
        **{f"launch template {template['LaunchTemplateId']}": template for template in templates},
        **{f"node group {group['nodegroupName']}": {key: group.get(key) for key in (
            "nodegroupArn", "status", "scalingConfig", "labels", "tags", "launchTemplate")} for group in nodegroups},
    }


def settled_inventory(local) -> dict[str, dict]:
    """The same once no node group is being made any more: the local AWS counts looks, not seconds."""
    things = inventory(local)
    while any(thing.get("status") == "CREATING" for thing in things.values()):
        things = inventory(local)
    return things


def differences(before: dict[str, dict], now: dict[str, dict]) -> list[str]:
    """What is gone or changed of `before`, a line each."""
    return [f"{key}: {thing} is now {now.get(key)}" for key, thing in before.items() if now.get(key) != thing]


def ours(things: dict[str, dict]) -> list[str]:
    """The keys of what carries our Id tag."""
    return [key for key, thing in things.items() if ID_TAG in _tags(thing)]


def _tags(thing: dict) -> dict[str, str]:
    tags = thing.get("Tags", thing.get("tags")) or {}
    return {tag["Key"]: tag["Value"] for tag in tags} if isinstance(tags, list) else tags
