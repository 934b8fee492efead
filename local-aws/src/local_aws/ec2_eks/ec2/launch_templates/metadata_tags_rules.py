"""Instance tags in the instance metadata.

Sources: EC2 user guide, work-with-tags-in-IMDS ("If you allow access to tags in instance metadata, instance tag keys
are subject to specific restrictions. Non-compliance will result in failed launches"), with the text of EKS's answer in
eksctl#8446. EKS user guide, worker: tags in IMDS "are not compatible with EKS nodes", whose own tags have a slash; that
EKS's copy leaves `enabled` out is from terraform-aws-eks#1977, where AWS calls it intended.
"""

import re
from typing import Any

KEY = re.compile(r"[0-9a-zA-Z\-_+=,.@:]{1,255}")
RESERVED = (".", "..", "_index")


def broken_rule(data: dict[str, Any]) -> str | None:
    """The first broken rule in EKS's words, or None."""
    if not _enabled(data):
        return None
    keys = [
        tag["Key"]
        for specification in data.get("TagSpecifications") or []
        if specification.get("ResourceType") == "instance"
        for tag in specification.get("Tags") or []
    ]
    refused = [key for key in keys if not KEY.fullmatch(key) or key in RESERVED]
    if not refused:
        return None
    return (
        f"'{refused[0]}' is not a valid tag key. Tag keys must match pattern ([0-9a-zA-Z\\-_+=,.@:]{{1,255}}), and must"
        " not be a reserved name ('.', '..', '_index')"
    )


def without(data: dict[str, Any]) -> dict[str, Any]:
    """The template as EKS copies it."""
    if not _enabled(data):
        return data
    options = {name: value for name, value in data["MetadataOptions"].items() if name != "InstanceMetadataTags"}
    return {**data, "MetadataOptions": options}


def _enabled(data: dict[str, Any]) -> bool:
    return (data.get("MetadataOptions") or {}).get("InstanceMetadataTags") == "enabled"
