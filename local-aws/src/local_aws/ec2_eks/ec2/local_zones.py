"""POST /local-aws/local-zones: a Local Zone that the account has opted into, and the instance types that it offers.

    {"region": "us-east-1", "ZoneName": "us-east-1-dfw-2a", "ZoneId": "use1-dfw2-az1", "ParentZoneName": "us-east-1a",
     "InstanceTypes": ["p5.48xlarge"]}

moto's recordings have availability zones only. Source: EC2 API reference AvailabilityZone (ZoneType local-zone, group,
parent zone, OptInStatus opted-in); EC2 user guide using-regions-availability-zones. They go with the next reset.
"""

from typing import Any

from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend, Zone
from moto.ec2.models.instance_types import INSTANCE_TYPE_OFFERINGS

from local_aws.ec2_eks.ec2 import catalogue

_added: list[tuple[list[Any], Any]] = []


def add(body: dict[str, Any]) -> dict[str, Any]:
    region, name, zone_id = body["region"], body["ZoneName"], body["ZoneId"]
    zones = RegionsAndZonesBackend.zones[region]
    parent = next(zone for zone in zones if zone.name == body["ParentZoneName"])
    zone = Zone(name, region, zone_id, "local-zone")
    zone.opt_in_status, zone.group_name = "opted-in", name[:-1]  # type: ignore[attr-defined]
    zone.network_border_group = name[:-1]  # type: ignore[attr-defined]
    zone.parent_zone_name, zone.parent_zone_id = parent.name, parent.zone_id  # type: ignore[attr-defined]
    _append(zones, zone)
    for kind, location in (("availability-zone", name), ("availability-zone-id", zone_id)):
        offerings = INSTANCE_TYPE_OFFERINGS[kind].setdefault(region, [])
        for instance_type in body["InstanceTypes"]:
            _append(offerings, {"InstanceType": instance_type, "LocationType": kind, "Location": location})
    catalogue.offered_zone_ids.cache_clear()
    return {"ZoneName": name, "ZoneId": zone_id}


def reset() -> None:
    for things, added in _added:
        things.remove(added)
    _added.clear()
    catalogue.offered_zone_ids.cache_clear()


def _append(things: list[Any], added: Any) -> None:
    things.append(added)
    _added.append((things, added))
