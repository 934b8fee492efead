"""CreateTags and DeleteTags on what moto does not have: known by the prefix of its id, and it must exist.

Source: EC2 API reference CreateTags; "Error codes" for the general InvalidXId.NotFound.
"""

from collections.abc import Callable
from typing import Any

from moto.ec2 import utils as ec2_utils
from moto.ec2.models import EC2Backend

from local_aws.ec2_eks.framework.extend import extend

# By prefix: raises when the backend has no resource of that id.
_check: dict[str, Callable[[Any, str], None]] = {}


def register(resource_type: str, prefix: str, check: Callable[[Any, str], None]) -> None:
    ec2_utils.EC2_RESOURCE_TO_PREFIX[resource_type] = prefix
    ec2_utils.EC2_PREFIX_TO_RESOURCE[prefix] = resource_type
    _check[prefix] = check


def tags_of(backend: Any, resource_id: str) -> list[dict[str, str]]:
    """The current ones: CreateTags and DeleteTags take effect at once."""
    return pairs(backend.tags.get(resource_id, {}))


def pairs(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


@extend(EC2Backend)
class TaggedResources:
    def do_resources_exist(self: Any, resource_ids: list[str]) -> bool:
        others = []
        for resource_id in resource_ids:
            check = _check.get(resource_id.rpartition("-")[0])
            if check:
                check(self, resource_id)
            else:
                others.append(resource_id)
        return self._moto_do_resources_exist(others)
