"""Placement groups, which moto does not have.

Sources: EC2 API reference CreatePlacementGroup, DescribePlacementGroups (filters), DeletePlacementGroup ("must
terminate all instances in the group"); EC2 user guide cr-cpg (no deletion with active Capacity Reservations),
placement-groups (spread is by `rack` by default); "Error codes" for InvalidPlacementGroup.Duplicate/.Unknown/.InUse.
Our reading: a group is available at once; AWS may show `pending` first.
"""

import re
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import get_service_model
from moto.ec2 import utils as ec2_utils
from moto.ec2.responses import EC2Response

from local_aws.ec2_eks.ec2 import tagged_resources
from local_aws.ec2_eks.ec2.capacity import reservations
from local_aws.ec2_eks.ec2.instances import lingering
from local_aws.ec2_eks.framework import filters
from local_aws.ec2_eks.framework.errors import ec2_error
from local_aws.ec2_eks.framework.extend import extend
from local_aws.ec2_eks.framework.settings import store


def groups(backend: Any) -> dict[str, dict[str, Any]]:
    """By name, which is unique in an account and Region."""
    return store(backend, "placement_groups")


def find(backend: Any, name: str | None, group_id: str | None = None) -> dict[str, Any] | None:
    for group in groups(backend).values():
        if (name and group["GroupName"] == name) or (group_id and group["GroupId"] == group_id):
            return group
    return None


def unknown(name: str) -> Exception:
    return ec2_error("InvalidPlacementGroup.Unknown", f"The Placement Group '{name}' is unknown.")


@extend(EC2Response)
class PlacementGroups:
    def create_placement_group(self: Any) -> ActionResult:
        name = self._get_param("GroupName")
        _check(name, self._get_param("Strategy", "cluster"))
        tags = self._parse_tag_specification("placement-group").get("placement-group", {})
        if name in groups(self.ec2_backend):
            raise ec2_error("InvalidPlacementGroup.Duplicate", f"The Placement Group '{name}' already exists.")
        self.error_on_dryrun()
        group = _new_group(self, name)
        if tags:
            self.ec2_backend.create_tags([group["GroupId"]], tags)
        groups(self.ec2_backend)[name] = group
        return ActionResult({"PlacementGroup": _view(self.ec2_backend, group)})

    def describe_placement_groups(self: Any) -> ActionResult:
        backend, wanted_filters = self.ec2_backend, self._filters_from_querystring()
        names, ids = self._get_param("GroupNames", []), self._get_param("GroupIds", [])
        for name in names:
            if not find(backend, name):
                raise unknown(name)
        for group_id in ids:
            _check_id(backend, group_id)
        chosen = [
            group
            for group in groups(backend).values()
            if (not names or group["GroupName"] in names)
            and (not ids or group["GroupId"] in ids)
            and filters.matches(wanted_filters, _filter_values(group), backend.tags.get(group["GroupId"], {}))
        ]
        return ActionResult({"PlacementGroups": [_view(backend, group) for group in chosen]})

    def delete_placement_group(self: Any) -> ActionResult:
        name = self._get_param("GroupName")
        group = find(self.ec2_backend, name, name)
        if not group:
            raise unknown(name)
        self.error_on_dryrun()
        reserved = reservations.in_placement_group(self.ec2_backend, group["GroupArn"])
        if reserved or lingering.uses_placement_group(self.ec2_backend, group):
            raise ec2_error(
                "InvalidPlacementGroup.InUse", f"The placement group '{name}' is in use and may not be deleted."
            )
        groups(self.ec2_backend).pop(group["GroupName"])
        self.ec2_backend.tags.pop(group["GroupId"], None)
        return EmptyResult()


def _check(name: str, strategy: str) -> None:
    """Source: CreatePlacementGroup: "Up to 255 ASCII characters", Strategy. The texts are our reading."""
    if not re.fullmatch(r"[\x20-\x7e]{1,255}", name):
        raise ec2_error("InvalidParameterValue", f"Invalid value '{name}' for groupName.")
    if strategy not in get_service_model("ec2").shape_for("PlacementStrategy").enum:
        raise ec2_error("InvalidParameterValue", f"Invalid value '{strategy}' for strategy.")


def _check_id(backend: Any, group_id: str) -> None:
    if not find(backend, None, group_id):
        raise ec2_error("InvalidPlacementGroupId.NotFound", f"The placement group ID '{group_id}' does not exist")


tagged_resources.register("placement-group", "pg", _check_id)


def _new_group(response: Any, name: str) -> dict[str, Any]:
    group = {
        "GroupName": name,
        "GroupId": ec2_utils.random_id("pg"),
        "GroupArn": f"arn:{response.partition}:ec2:{response.region}:{response.current_account}:placement-group/{name}",
        "State": "available",
        "Strategy": response._get_param("Strategy", "cluster"),
    }
    given = {name: response._get_param(name) for name in ("PartitionCount", "SpreadLevel")}
    if group["Strategy"] == "spread":
        given["SpreadLevel"] = given["SpreadLevel"] or "rack"
    return {**group, **{name: value for name, value in given.items() if value}}


def _view(backend: Any, group: dict[str, Any]) -> dict[str, Any]:
    return {**group, "Tags": tagged_resources.tags_of(backend, group["GroupId"])}


def _filter_values(group: dict[str, Any]) -> dict[str, Any]:
    return {
        "group-name": group["GroupName"],
        "group-arn": group["GroupArn"],
        "state": group["State"],
        "strategy": group["Strategy"],
        "spread-level": group.get("SpreadLevel"),
    }
