"""Capacity Blocks for ML: DescribeCapacityBlockOfferings and PurchaseCapacityBlock.

Sources: EC2 API reference of both calls; EC2 user guide capacity-blocks-purchase; "Error codes",
InvalidCapacityBlockOfferingIdNotFound. Our readings: one offering in every zone that offers a type whose
SupportedUsageClasses has capacity-block, from the start of the range asked for, else from the next 11:30 UTC; a block
is `scheduled` as soon as it is bought, without payment-pending.
"""

from datetime import datetime, timedelta
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ec2.responses import EC2Response

from local_aws.ec2_eks.ec2 import catalogue
from local_aws.ec2_eks.ec2.capacity import reservations
from local_aws.ec2_eks.framework.errors import ec2_error
from local_aws.ec2_eks.framework.extend import extend
from local_aws.ec2_eks.framework.identifiers import identifier
from local_aws.ec2_eks.framework.settings import store


@extend(EC2Response)
class CapacityBlocks:
    def describe_capacity_block_offerings(self: Any) -> ActionResult:
        self.error_on_dryrun()
        instance_type, count = self._get_param("InstanceType"), int(self._get_param("InstanceCount", 1))
        hours = int(self._get_param("CapacityDurationHours"))
        begin = self._get_param("StartDateRange") or _next_start()
        usage_classes = (catalogue.instance_type(instance_type) or {}).get("SupportedUsageClasses", [])
        offered = catalogue.offered_zone_ids(self.region, instance_type)
        zones = [
            zone
            for zone in self.ec2_backend.describe_availability_zones()
            if zone.zone_id in offered and reservations.CAPACITY_BLOCK in usage_classes
        ]
        offerings = [_offering(zone, instance_type, count, begin, hours) for zone in zones]
        store(self.ec2_backend, "block_offerings").update({one["CapacityBlockOfferingId"]: one for one in offerings})
        return ActionResult({"CapacityBlockOfferings": offerings})

    def purchase_capacity_block(self: Any) -> ActionResult:
        ec2, offering_id = self.ec2_backend, self._get_param("CapacityBlockOfferingId")
        offering = store(ec2, "block_offerings").get(offering_id)
        if not offering:
            raise ec2_error(
                "InvalidCapacityBlockOfferingIdNotFound", f"The Capacity Block offering '{offering_id}' does not exist"
            )
        tags = self._parse_tag_specification("capacity-reservation").get("capacity-reservation", {})
        self.error_on_dryrun()
        block = reservations.add_block(
            ec2,
            reservations.zone_of(ec2, offering["AvailabilityZone"], None),
            InstanceType=offering["InstanceType"],
            TotalInstanceCount=offering["InstanceCount"],
            InstancePlatform=self._get_param("InstancePlatform"),
            StartDate=offering["StartDate"],
            EndDate=offering["EndDate"],
        )
        if tags:
            ec2.create_tags([block["CapacityReservationId"]], tags)
        return ActionResult({"CapacityReservation": reservations.view(ec2, block, 0)})


def _next_start() -> datetime:
    """Source: capacity-blocks-purchase: blocks start and end at 11:30 UTC."""
    today = utcnow().replace(hour=11, minute=30, second=0, microsecond=0)
    return today if today > utcnow() else today + timedelta(days=1)


def _offering(zone: Any, instance_type: str, count: int, begin: datetime, hours: int) -> dict[str, Any]:
    return {
        "CapacityBlockOfferingId": identifier("cbo", zone.name, instance_type, count, begin, hours),
        "InstanceType": instance_type,
        "AvailabilityZone": zone.name,
        "InstanceCount": count,
        "StartDate": begin,
        "EndDate": begin + timedelta(hours=hours),
        "CapacityBlockDurationHours": hours,
        "UpfrontFee": "0.00",
        "CurrencyCode": "USD",
        "Tenancy": "default",
    }
