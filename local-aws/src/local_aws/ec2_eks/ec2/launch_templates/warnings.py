"""The Warning of CreateLaunchTemplate and CreateLaunchTemplateVersion.

Source: their API references, `warning`: "If the launch template contains parameters or parameter combinations that are
not valid, an error code and an error message are returned for each issue that's found". Which are found without an
instance type is our reading.
"""

from typing import Any

from local_aws.ec2_eks.ec2.launch_templates import interface_rules, metadata_tags_rules, volume_rules

CODE = "InvalidParameterCombination"


def of(data: dict[str, Any]) -> dict[str, Any]:
    """`{"Warning": ...}`, or {} where nothing is found."""
    interfaces = data.get("NetworkInterfaces") or []
    found = [
        *interface_rules.broken_whatever_the_type(interfaces),
        *filter(None, (metadata_tags_rules.broken_rule(data), volume_rules.broken_rule(data))),
    ]
    return {"Warning": {"Errors": [{"Code": CODE, "Message": text} for text in found]}} if found else {}
