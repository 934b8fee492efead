"""AWS Resource Groups as far as groups of Capacity Reservations go: their configuration and their members.

moto makes, describes and deletes groups; it has no members. Sources: AWS Resource Groups API reference CreateGroup,
GetGroup, GetGroupConfiguration, GroupResources (only for groups of certain types; at most 10 ARNs), UngroupResources,
ListGroupResources (at most 50 a page); AWS Resource Groups user guide about-slg-types (a CapacityReservationPool needs
AWS::ResourceGroups::Generic with allowed-resource-types AWS::EC2::CapacityReservation); EC2 user guide create-cr-group.
Texts are our reading.
"""

import json
from typing import Any

from moto.core.responses import BaseResponse
from moto.ec2.models import ec2_backends
from moto.resourcegroups import urls
from moto.resourcegroups.models import resourcegroups_backends
from moto.resourcegroups.responses import ResourceGroupsResponse

from local_aws.ec2_eks.ec2.capacity import reservations
from local_aws.ec2_eks.framework.errors import ResourceGroupsError
from local_aws.ec2_eks.framework.extend import extend

POOL, GENERIC = "AWS::EC2::CapacityReservationPool", "AWS::ResourceGroups::Generic"
MEMBER_TYPE = "AWS::EC2::CapacityReservation"
MOST_RESULTS = 50

# Before the first request: moto's server reads the table once.
for _path in ("group-resources", "ungroup-resources", "list-group-resources"):
    urls.url_paths[f"{{0}}/{_path}$"] = ResourceGroupsResponse.dispatch


def members(ec2_backend: Any, group_arn: str) -> list[str]:
    """The ARNs of a group's Capacity Reservations; none of a group that does not exist."""
    groups = resourcegroups_backends[ec2_backend.account_id][ec2_backend.region_name].groups
    return _members(groups[group_arn]) if group_arn in groups else []


@extend(ResourceGroupsResponse)
class CapacityReservationGroups:
    def create_group(self: Any) -> str:
        configuration = {item["Type"]: item.get("Parameters", []) for item in self._get_param("Configuration") or []}
        allowed = [
            value
            for parameter in configuration.get(GENERIC, [])
            for value in parameter.get("Values", [])
            if parameter["Name"] == "allowed-resource-types"
        ]
        if POOL in configuration and allowed != [MEMBER_TYPE]:
            raise ResourceGroupsError(
                "BadRequestException",
                f"The configuration {POOL} requires {GENERIC} with the parameter allowed-resource-types {MEMBER_TYPE}.",
            )
        return self._moto_create_group()

    def get_group(self: Any) -> str:
        group = _group(self)
        return json.dumps({"Group": {"GroupArn": group.arn, "Name": group.name, "Description": group.description}})

    def get_group_configuration(self: Any) -> str:
        configuration = {"Configuration": _group(self).configuration, "Status": "UPDATE_COMPLETE"}
        return json.dumps({"GroupConfiguration": configuration})

    def group_resources(self: Any) -> str:
        """Each ARN succeeds or fails by itself. Our reading: at once, never `Pending`."""
        group, arns = _group(self), self._get_param("ResourceArns")
        if POOL not in [item["Type"] for item in group.configuration or []]:
            raise ResourceGroupsError("BadRequestException", f"The group {group.name} does not have the type {POOL}.")
        ec2_backend = ec2_backends[self.current_account][self.region]
        known = {one["CapacityReservationArn"] for one in reservations.all_of(ec2_backend)}
        have = _members(group)
        have.extend(arn for arn in arns if arn in known and arn not in have)
        failed = [
            {"ResourceArn": arn, "ErrorCode": "RESOURCE_NOT_FOUND", "ErrorMessage": "The resource does not exist."}
            for arn in arns
            if arn not in known
        ]
        return json.dumps({"Succeeded": [arn for arn in arns if arn in known], "Failed": failed, "Pending": []})

    def ungroup_resources(self: Any) -> str:
        have, arns = _members(_group(self)), self._get_param("ResourceArns")
        have[:] = [arn for arn in have if arn not in arns]
        return json.dumps({"Succeeded": arns, "Failed": [], "Pending": []})

    def list_group_resources(self: Any) -> str:
        arns = _members(_group(self))
        start, size = int(self._get_param("NextToken") or 0), int(self._get_param("MaxResults") or MOST_RESULTS)
        shown = [{"ResourceArn": arn, "ResourceType": MEMBER_TYPE} for arn in arns[start : start + size]]
        answer: dict[str, Any] = {"Resources": [{"Identifier": one} for one in shown], "ResourceIdentifiers": shown}
        if start + size < len(arns):
            answer["NextToken"] = str(start + size)
        return json.dumps({**answer, "QueryErrors": []})


def _members(group: Any) -> list[str]:
    return group.__dict__.setdefault("local_members", [])


def _group(response: BaseResponse) -> Any:
    """By name or ARN. Source: `Group` and the older `GroupName` of each call."""
    wanted = response._get_param("Group") or response._get_param("GroupName")
    groups = response.resourcegroups_backend.groups  # type: ignore[attr-defined]
    if wanted not in groups:
        raise ResourceGroupsError("NotFoundException", f"Cannot find group {wanted}.")
    return groups[wanted]
