"""POST /local-aws/capacity-reservations: makes a reservation in any state with any dates, or changes one.

    {"region": "us-east-1", "InstanceType": "p5.48xlarge", "AvailabilityZoneId": "use1-az1", "TotalInstanceCount": 4,
     "ReservationType": "capacity-block", "State": "scheduled", "StartDate": "2027-01-01T11:30:00Z"}
    {"CapacityReservationId": "cr-0123456789abcdef0", "State": "expired"}

Fields as in EC2's CapacityReservation; dates in ISO 8601, without a zone in UTC. A state that is given stays whatever
the clock says.
"""

from datetime import UTC, datetime
from typing import Any

from moto.ec2.models import ec2_backends

from local_aws.ec2_eks.auto_scaling import launching
from local_aws.ec2_eks.ec2.capacity import reservations

DATES = ("StartDate", "EndDate")
FIELDS = (
    *("InstanceType", "InstancePlatform", "Tenancy", "TotalInstanceCount", "State", "InstanceMatchCriteria"),
    *(
        *DATES,
        "EndDateType",
        "PlacementGroupArn",
        "OutpostArn",
        "AvailabilityZone",
        "AvailabilityZoneId",
        "ReservationType",
    ),
    *("CapacityBlockId", "CapacityReservationId"),
)
ACCOUNT_ID = "123456789012"


def make_or_change(body: dict[str, Any]) -> tuple[int, Any]:
    unknown = set(body) - {*FIELDS, "region"}
    if unknown:
        raise ValueError(f"unknown fields: {', '.join(sorted(unknown))}")
    fields = {name: _value(name, value) for name, value in body.items() if name != "region"}
    reservation_id = fields.pop("CapacityReservationId", None)
    backend = _backend_of(reservation_id) if reservation_id else ec2_backends[ACCOUNT_ID][body["region"]]
    if backend is None:
        return 404, {"message": f"no such reservation: {reservation_id}"}
    state = fields.pop("State", None)
    reservation = _changed(backend, reservation_id, fields) if reservation_id else _made(backend, fields)
    if state:
        reservations.pin_state(reservation, state)
    launching.recount(backend)
    used = launching.used(backend, reservation["CapacityReservationId"])
    return 200, {name: _plain(value) for name, value in reservations.view(backend, reservation, used).items()}


def _made(backend: Any, fields: dict[str, Any]) -> reservations.Reservation:
    zone = reservations.zone_of(backend, fields.pop("AvailabilityZone", None), fields.pop("AvailabilityZoneId", None))
    is_block = fields.get("ReservationType") == reservations.CAPACITY_BLOCK
    return (reservations.add_block if is_block else reservations.add)(backend, zone, **fields)


def _changed(backend: Any, reservation_id: str, fields: dict[str, Any]) -> reservations.Reservation:
    reservation = reservations.get(backend, reservation_id)
    reservation.update(fields)
    return reservation


def _backend_of(reservation_id: str) -> Any:
    backends = [backend for account in ec2_backends.values() for backend in account.values()]
    return next((one for one in backends if reservations.find(one, reservation_id)), None)


def _value(name: str, value: Any) -> Any:
    if name not in DATES:
        return value
    date = datetime.fromisoformat(value)
    return date.astimezone(UTC).replace(tzinfo=None) if date.tzinfo else date


def _plain(value: Any) -> Any:
    return f"{value.isoformat()}Z" if isinstance(value, datetime) else value
