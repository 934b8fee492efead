"""The inventory that tests and the demo compare before and after."""

import functools

from local_aws.client.connection import EC2_EKS_ENDPOINTS, Connection
from local_aws.client.inventory import differences, inventory
from tests.ec2_eks.world import CLUSTER, REGION, World


def kinds(world: World) -> list[str]:
    return sorted(key.rpartition(" ")[0] for key in observed(world) if not key.startswith("security group"))


def observed(world: World) -> dict[str, dict]:
    return inventory(connection(world.endpoint))


@functools.cache
def connection(endpoint: str) -> Connection:
    return Connection(REGION, {"CLUSTER_NAME": CLUSTER, **dict.fromkeys(EC2_EKS_ENDPOINTS.values(), endpoint)})


def test_what_a_node_group_brings_goes_with_it(world: World) -> None:
    template = {"id": world.template()}
    before = observed(world)
    world.active(launchTemplate=template)
    assert kinds(world) == ["Auto Scaling group", "launch template", "launch template", "node group"]
    assert CLUSTER not in str([thing for key, thing in observed(world).items() if key.startswith("launch template")])
    world.delete()
    assert observed(world) == before


def test_a_reservation_is_the_same_whoever_launches_into_it(world: World) -> None:
    reservation_id = world.reserve(2, InstanceMatchCriteria="open")
    before = observed(world)
    world.active()
    assert world.reservation(reservation_id)["AvailableInstanceCount"] == 0
    assert differences(before, observed(world)) == []
    world.ec2.cancel_capacity_reservation(CapacityReservationId=reservation_id)
    assert [line.split(":")[0] for line in differences(before, observed(world))] == [
        f"capacity reservation {reservation_id}"
    ]
