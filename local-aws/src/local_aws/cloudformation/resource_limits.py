"""What AWS refuses of resources of a stack, and MiniStack takes.

1. IAM user guide, reference_iam-quotas: "the total aggregate policy size (the sum size of all inline policies) per
entity can't exceed the following limits: … Role policy size can't exceed 10,240 characters … The size of each managed
policy can't exceed 6,144 characters"; white space is not counted. The words: aws-cdk#12403 for the first,
terraform-aws-ecs#108 for the second.
2. AWS::Lambda::Version, CodeSha256: "Only publish a version if the hash value matches the value that's specified." The
words: serverless#3696.
"""

import json
from collections.abc import Callable
from typing import Any

from ministack.services import iam, lambda_svc
from ministack.services.cloudformation import provisioners

INLINE_CHARACTERS, MANAGED_CHARACTERS = 10_240, 6_144

Check = Callable[[str, dict], None]


def install() -> None:
    checks: dict[str, Check] = {
        "AWS::IAM::Role": check_role,
        "AWS::IAM::Policy": check_policy,
        "AWS::IAM::ManagedPolicy": check_managed_policy,
        "AWS::Lambda::Version": check_hash,
    }
    for kind, check in checks.items():
        handlers = provisioners._RESOURCE_HANDLERS[kind]
        handlers["create"] = before_create(handlers["create"], check)
        handlers["update"] = before_update(handlers["update"], check)


def before_create(create: Callable[..., Any], check: Check) -> Callable[..., Any]:
    def checked(logical_id: str, properties: dict, stack_name: str) -> Any:
        check(logical_id, properties)
        return create(logical_id, properties, stack_name)

    return checked


def before_update(update: Callable[..., Any], check: Check) -> Callable[..., Any]:
    def checked(physical_id: str, old: dict, new: dict, *further: Any, **named: Any) -> Any:
        check(physical_id, new)
        return update(physical_id, old, new, *further, **named)

    return checked


def check_role(name: str, properties: dict) -> None:
    """Raises ValueError. `name` is that of the role once it is made."""
    own = {policy.get("PolicyName", ""): policy.get("PolicyDocument") for policy in properties.get("Policies", [])}
    _check_inline(name, {**_inline(name), **own})


def check_policy(name: str, properties: dict) -> None:
    """Raises ValueError."""
    for role in properties.get("Roles") or []:
        own = {properties.get("PolicyName") or name: properties.get("PolicyDocument")}
        _check_inline(role, {**_inline(role), **own})


def check_managed_policy(name: str, properties: dict) -> None:
    """Raises ValueError."""
    if characters(properties.get("PolicyDocument")) > MANAGED_CHARACTERS:
        raise ValueError(f"Cannot exceed quota for PolicySize: {MANAGED_CHARACTERS}")


def check_hash(name: str, properties: dict) -> None:
    """Raises ValueError."""
    wanted = properties.get("CodeSha256")
    function = lambda_svc._functions.get(str(properties.get("FunctionName", "")).rpartition(":")[2])
    current = function["config"]["CodeSha256"] if function else None
    if wanted and wanted != current:
        raise ValueError(
            f"CodeSHA256 ({wanted}) is different from current CodeSHA256 in $LATEST ({current}). Please try again with "
            "the CodeSHA256 in $LATEST."
        )


def characters(document: Any) -> int:
    text = document if isinstance(document, str) else json.dumps(document, separators=(",", ":"))
    return len("".join(text.split()))


def _inline(role: str) -> dict[str, Any]:
    return dict((iam._roles.get(role) or {}).get("InlinePolicies") or {})


def _check_inline(role: str, policies: dict[str, Any]) -> None:
    if sum(map(characters, policies.values())) > INLINE_CHARACTERS:
        raise ValueError(f"Maximum policy size of {INLINE_CHARACTERS} bytes exceeded for role {role}")
