"""What was created, read back with AWS's Python SDK and printed for people."""

import base64
import email
import itertools
from email.message import Message

from local_aws.client.connection import Connection
from local_aws.client.inventory import ID_TAG


def zone(local: Connection, instance_type: str, nodegroup: dict) -> dict:
    """Prints the zone of the node group and why it is that one. Returns the facts."""
    ec2 = local.client("ec2")
    offered = {
        offering["Location"]
        for offering in ec2.describe_instance_type_offerings(
            LocationType="availability-zone-id", Filters=[{"Name": "instance-type", "Values": [instance_type]}]
        )["InstanceTypeOfferings"]
    }
    subnets = ec2.describe_subnets(SubnetIds=local.environment["SUBNET_IDS"].split(","))["Subnets"]
    used = {subnet["AvailabilityZoneId"] for subnet in subnets if subnet["SubnetId"] in nodegroup["subnets"]}
    for subnet in sorted(subnets, key=lambda each: each["AvailabilityZone"]):
        name, zone_id = subnet["AvailabilityZone"], subnet["AvailabilityZoneId"]
        word = "offers" if zone_id in offered else "does not offer"
        mark = "  <- chosen" if subnet["SubnetId"] in nodegroup["subnets"] else ""
        print(
            f"    {name} ({zone_id}) {word} {instance_type}; {subnet['SubnetId']} has "
            f"{subnet['AvailableIpAddressCount']} free addresses{mark}"
        )
    return {"offered": offered, "used": used}


def interfaces(data: dict) -> list[dict]:
    """Prints the interfaces by card, alike neighbours on one line. Returns them."""
    found = data["NetworkInterfaces"]

    def alike(interface: dict) -> tuple:
        return (
            interface["InterfaceType"],
            interface["DeviceIndex"],
            tuple(interface["Groups"]),
            interface["DeleteOnTermination"],
        )

    for (kind, device, groups, ends), run in itertools.groupby(found, key=alike):
        cards = [interface["NetworkCardIndex"] for interface in run]
        span = f"card {cards[0]}" if len(cards) == 1 else f"cards {cards[0]} to {cards[-1]}"
        print(f"    {span}: {kind}, device {device}, groups {', '.join(groups)}, deleted on termination: {ends}")
    print(f"    {len(found)} interfaces in all")
    return found


def rules(local: Connection, group_id: str) -> dict:
    """Prints the rules of a security group. Returns the group."""
    group = local.client("ec2").describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]
    for direction, permissions in (("in", group["IpPermissions"]), ("out", group["IpPermissionsEgress"])):
        for permission in permissions:
            pairs = [pair["GroupId"] for pair in permission.get("UserIdGroupPairs", [])]
            ranges = [each["CidrIp"] for each in permission.get("IpRanges", [])]
            protocol = "all traffic" if permission["IpProtocol"] == "-1" else permission["IpProtocol"]
            whom = ", ".join("itself" if pair == group_id else pair for pair in pairs) or ", ".join(ranges)
            print(f"    {group_id} {direction}: {protocol}, {whom}")
    return group


def user_data(data: dict) -> list[tuple[str, str]]:
    """Prints the user data as Python's own MIME parser reads it. Returns (content type, body) of each part."""
    document = email.message_from_bytes(base64.b64decode(data.get("UserData", "")))
    parts = [(part.get_content_type(), _text(part)) for part in document.walk() if not part.is_multipart()]
    for content_type, body in parts:
        print(f"    {content_type}")
        for line in body.strip().splitlines():
            print(f"      {line}")
    return parts


def _text(part: Message) -> str:
    body = part.get_payload(decode=True)
    return body.decode() if isinstance(body, bytes) else ""


def nodegroup(local: Connection, name: str) -> dict:
    """The node group, with a line about it."""
    found = local.client("eks").describe_nodegroup(clusterName=local.environment["CLUSTER_NAME"], nodegroupName=name)[
        "nodegroup"
    ]
    sizes = found["scalingConfig"]
    print(
        f"    {found['nodegroupName']}: {found['status']}, {found['amiType']}, min {sizes['minSize']}, "
        f"desired {sizes['desiredSize']}, max {sizes['maxSize']}, template version {found['launchTemplate']['version']}"
    )
    print(f"    labels {found['labels']}")
    print(f"    tag {ID_TAG} = {found['tags'].get(ID_TAG)}")
    return found


def template_data(local: Connection, template_id: str, version: str) -> dict:
    versions = local.client("ec2").describe_launch_template_versions(LaunchTemplateId=template_id, Versions=[version])
    return versions["LaunchTemplateVersions"][0]["LaunchTemplateData"]


def outputs(values: dict[str, str]) -> None:
    for key, value in values.items():
        print(f"    {key} = {value}")
