"""What EC2 refuses about tags in a request; moto knows the limit of 50.

Source: EC2 user guide Using_Tags, "Tag restrictions": keys of 128 and values of 256 characters, no prefix `aws:`.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import TagLimitExceeded
from moto.ec2.responses import EC2Response

from local_aws.ec2_eks.framework.errors import ec2_error
from local_aws.ec2_eks.framework.extend import extend

MOST_TAGS = 50
LONGEST_KEY, LONGEST_VALUE = 128, 256

Pair = dict[str, str]


@extend(EC2Response)
class CheckedTags:
    def create_tags(self: Any) -> ActionResult:
        check(self._get_param("Tags", []))
        return self._moto_create_tags()

    def _parse_tag_specification(self: Any, expected_type: str | None = None) -> dict[str, dict[str, str]]:
        for one in self._get_param("TagSpecification", []) or self._get_param("TagSpecifications", []):
            if expected_type and one.get("ResourceType") != expected_type:
                raise ec2_error(
                    "InvalidParameterValue",
                    f"'{one.get('ResourceType')}' is not a valid taggable resource type for this operation.",
                )
            check(one.get("Tags", []))
            if len(one.get("Tags", [])) > MOST_TAGS:
                raise TagLimitExceeded()
        return self._moto__parse_tag_specification(expected_type)


def check(tags: list[Pair]) -> None:
    for tag in tags:
        key, value = tag.get("Key", ""), tag.get("Value") or ""
        if key.lower().startswith("aws:"):
            raise ec2_error("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use")
        if not 1 <= len(key) <= LONGEST_KEY:
            raise ec2_error("InvalidParameterValue", f"Tag key length must be between 1 and {LONGEST_KEY} characters.")
        if len(value) > LONGEST_VALUE:
            raise ec2_error("InvalidParameterValue", f"Tag value exceeds the maximum length of {LONGEST_VALUE}.")
