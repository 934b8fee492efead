"""moto's recordings of DescribeInstanceTypes and DescribeInstanceTypeOfferings, by name and by zone."""

from functools import cache
from typing import Any

from moto.ec2.models.instance_types import INSTANCE_TYPE_OFFERINGS, INSTANCE_TYPES


def instance_type(name: str) -> dict[str, Any] | None:
    return INSTANCE_TYPES.get(name)


@cache
def offered_zone_ids(region: str, name: str) -> frozenset[str]:
    """Zone ids only: the recording of zone names comes from another account than that of zone ids."""
    offerings = INSTANCE_TYPE_OFFERINGS["availability-zone-id"].get(region, [])
    return frozenset(offering["Location"] for offering in offerings if offering["InstanceType"] == name)
