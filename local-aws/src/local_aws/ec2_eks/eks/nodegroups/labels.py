"""What EKS refuses about labels and taints.

Sources: "Label cannot start with reserved prefixes [kubernetes.io/, k8s.io/, eks.amazonaws.com/]" (2026-09-25,
github.com/badmintoncryer/cdk-preflight, pf-eks-nodegroup-label-reserved-prefix; in 2021, eksctl#4007, it said
"contain"), the same of taints (govuk-infrastructure#1264), where our reading is the older text; the text about values
in aws-controllers-k8s/community#2208; EKS API reference UpdateLabelsPayload: keys and values of labels have 1 to 63
characters; Taint: values 0 to 63. The syntax is that of Kubernetes (labels, "Syntax and character set"); the text
about keys is ours.
"""

import re
from typing import Any

from local_aws.ec2_eks.eks.launch_template.template_checks import Fail
from local_aws.ec2_eks.eks.nodegroups import features
from local_aws.ec2_eks.framework.errors import InvalidParameterException

LONGEST = 63
NAME = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
PREFIX = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
RESERVED = ("kubernetes.io", "k8s.io", "eks.amazonaws.com")


def labels(given: dict[str, str], fail: Fail) -> None:
    for key, value in given.items():
        _key("Label", key, fail)
        _value(value, fail)


def taints(given: list[dict[str, Any]], fail: Fail) -> None:
    for taint in given:
        _key("Taint", taint.get("key") or "", fail)
        features.enumerated("TaintEffect", "effect", taint.get("effect"), fail)
        if taint.get("value"):
            _value(taint["value"], fail)


def _key(what: str, key: str, fail: Fail) -> None:
    prefix, slash, name = key.rpartition("/")
    if any(prefix == domain or (what == "Taint" and prefix.endswith(f".{domain}")) for domain in RESERVED):
        reserved = ", ".join(f"{domain}/" for domain in RESERVED)
        raise fail(InvalidParameterException, f"{what} cannot start with reserved prefixes [{reserved}]")
    if not NAME.fullmatch(name) or (slash and not PREFIX.fullmatch(prefix)) or len(key) > LONGEST:
        raise fail(InvalidParameterException, f"Invalid key: {key}")


def _value(value: str, fail: Fail) -> None:
    if not NAME.fullmatch(value) or len(value) > LONGEST:
        raise fail(
            InvalidParameterException,
            f"Invalid value: {value} : field must consist of alphanumeric characters, '-', '_' or '.', and must start"
            " and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
            " validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        )
