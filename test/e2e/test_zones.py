"""One zone for all nodes: p5en.48xlarge is offered in two of us-east-1's zones a, b, c and d (AWS's answer, recorded in
moto)."""

from .nodegroup_stack import failure
from .scene import Scene, together

TYPE = "p5en.48xlarge"


def test_one_of_the_zones_that_offer_the_type_is_chosen_and_held(scene: Scene) -> None:
    subnets = scene.subnets[:4]
    zones = scene.zone_ids(subnets)
    offering = set(zones.values()) & _offering(scene)
    assert len(offering) == 2
    stack = scene.created(InstanceTypes=[TYPE], Subnets=subnets)
    chosen = stack.outputs["AvailabilityZoneId"]
    assert chosen in offering
    assert stack.nodegroup["subnets"] == [subnet for subnet in subnets if zones[subnet] == chosen]
    interfaces = _take_addresses(scene, stack.nodegroup["subnets"][0], 5)
    before = stack.nodegroup
    # a new node group shows that the other zone is the better one now
    other, ended = together(
        lambda: scene.created(InstanceTypes=[TYPE], Subnets=subnets),
        lambda: stack.update(Labels={"team": "ml"}, Efa={"InterfaceLayout": "EFA_ALL"}),
    )
    assert other.outputs["AvailabilityZoneId"] == (offering - {chosen}).pop()
    assert ended.status == "UPDATE_COMPLETE"
    assert stack.outputs["AvailabilityZoneId"] == chosen
    assert stack.nodegroup["subnets"] == before["subnets"]
    assert stack.nodegroup["nodegroupArn"] == before["nodegroupArn"]
    for interface in interfaces:
        scene.ec2.delete_network_interface(NetworkInterfaceId=interface)


def test_subnets_in_other_zones_alone_are_one_error_that_lists_both_sets(scene: Scene) -> None:
    subnets = scene.subnets[:4]
    zones = scene.zone_ids(subnets)
    others = [subnet for subnet in subnets if zones[subnet] not in _offering(scene)]
    since = scene.call_count()
    ended = scene.stack(InstanceTypes=[TYPE], Subnets=others).create()
    reason = failure(ended)
    assert ended.status == "ROLLBACK_COMPLETE"
    assert "HandlerErrorCode: InvalidRequest" in reason
    assert "Subnets: " in reason
    offered, _, given = reason.partition("but the subnets are in")
    assert all(zone in offered for zone in _offering(scene))
    assert all(subnet in given and zones[subnet] in given for subnet in others)
    assert scene.writes(since) == []
    assert scene.ours() == []


def _offering(scene: Scene) -> set[str]:
    offerings = scene.ec2.describe_instance_type_offerings(
        LocationType="availability-zone-id", Filters=[{"Name": "instance-type", "Values": [TYPE]}]
    )
    return {offering["Location"] for offering in offerings["InstanceTypeOfferings"]}


def _take_addresses(scene: Scene, subnet: str, count: int) -> list[str]:
    """Somebody's interfaces in the subnet: the other zone then has more free addresses."""
    return [
        scene.ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
        for _ in range(count)
    ]
