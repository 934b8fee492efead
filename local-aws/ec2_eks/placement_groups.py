"""Placement groups, which moto does not have.

Sources: EC2 API reference CreatePlacementGroup, DescribePlacementGroups (filters), DeletePlacementGroup ("must
terminate all instances in the group"), and "Error codes" for InvalidPlacementGroup.Duplicate/.Unknown/.InUse.
Our reading: a group is available at once; AWS may show `pending` first.
"""

from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.ec2 import utils as ec2_utils
from moto.ec2.models import EC2Backend
from moto.ec2.responses import EC2Response

from ec2_eks import filters, lingering
from ec2_eks.errors import ec2_error
from ec2_eks.extend import extend
from ec2_eks.settings import store

# moto knows tagged resources by their id's prefix.
ec2_utils.EC2_RESOURCE_TO_PREFIX["placement-group"] = "pg"
ec2_utils.EC2_PREFIX_TO_RESOURCE["pg"] = "placement-group"


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
            if not find(backend, None, group_id):
                raise ec2_error(
                    "InvalidPlacementGroupId.NotFound", f"The placement group ID '{group_id}' does not exist"
                )
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
        if lingering.uses_placement_group(self.ec2_backend, group):
            raise ec2_error(
                "InvalidPlacementGroup.InUse", f"The placement group '{name}' is in use and may not be deleted."
            )
        groups(self.ec2_backend).pop(group["GroupName"])
        self.ec2_backend.tags.pop(group["GroupId"], None)
        return EmptyResult()


@extend(EC2Backend)
class TaggedPlacementGroups:
    def do_resources_exist(self: Any, resource_ids: list[str]) -> bool:
        """CreateTags on a placement group that is gone. Source: "Error codes", InvalidPlacementGroupId.NotFound is
        our reading of the general InvalidXId.NotFound."""
        for group_id in [resource_id for resource_id in resource_ids if resource_id.startswith("pg-")]:
            if not find(self, None, group_id):
                raise ec2_error(
                    "InvalidPlacementGroupId.NotFound", f"The placement group ID '{group_id}' does not exist"
                )
        return self._moto_do_resources_exist([item for item in resource_ids if not item.startswith("pg-")])


def _new_group(response: Any, name: str) -> dict[str, Any]:
    group = {
        "GroupName": name,
        "GroupId": ec2_utils.random_id("pg"),
        "GroupArn": f"arn:{response.partition}:ec2:{response.region}:{response.current_account}:placement-group/{name}",
        "State": "available",
        "Strategy": response._get_param("Strategy", "cluster"),
    }
    count = response._get_param("PartitionCount")
    return {**group, "PartitionCount": count} if count else group


def _view(backend: Any, group: dict[str, Any]) -> dict[str, Any]:
    """With the tags of now: CreateTags and DeleteTags show at once."""
    return {
        **group,
        "Tags": [{"Key": key, "Value": value} for key, value in backend.tags.get(group["GroupId"], {}).items()],
    }


def _filter_values(group: dict[str, Any]) -> dict[str, Any]:
    return {
        "group-name": group["GroupName"],
        "group-arn": group["GroupArn"],
        "state": group["State"],
        "strategy": group["Strategy"],
        "spread-level": group.get("SpreadLevel"),
    }
