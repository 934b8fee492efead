"""Whether the role that signed a request may make it, by the policies that IAM has of it at that moment.

Only where the local AWS is started with the setting AUTH (launcher/local_aws.py), which makes MiniStack ask IAM too and
gives each function a session of its role. MiniStack has roles and policies, and evaluates them; here is asked for what
MiniStack does not serve. Callers that are no role, as tests and people, may do everything.

Sources of the words: IAM user guide, troubleshoot_access-denied ("User: … is not authorized to perform: … because no
identity-based policy allows the … action", "with an explicit deny in an identity-based policy"); EC2 API reference,
"Error codes", UnauthorizedOperation.
"""

import json
import os
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from ministack.core.iam_evaluator import EvalContext, ParsedStatement, evaluate

ADDRESS = "LOCAL_AWS_IAM"
PATH = "/local-aws/principal"
ROLE_SESSION = "ASIA"


@dataclass
class Asked:
    """One question to IAM. context: the keys that conditions can name, in lower case."""

    action: str
    resource: str
    context: dict[str, Any] = field(default_factory=dict)


def refusal(access_key: str | None, region: str, questions: list[Asked]) -> str | None:
    """AWS's sentence for the first that is denied; None where all are allowed."""
    if not os.environ.get(ADDRESS) or not (access_key or "").startswith(ROLE_SESSION):
        return None
    principal = _principal(str(access_key))
    if principal is None:
        return None
    for asked in questions:
        result = evaluate(_context(principal, region, asked), principal["policies"], *principal["limits"])
        if result.decision != "Allow":
            because = (
                "with an explicit deny in an identity-based policy"
                if result.decision == "Deny"
                else f"because no identity-based policy allows the {asked.action} action"
            )
            return (
                f"User: {principal['arn']} is not authorized to perform: {asked.action} on resource: {asked.resource} "
                f"{because}"
            )
    return None


def _context(principal: dict, region: str, asked: Asked) -> EvalContext:
    return EvalContext(
        principal_arn=principal["arn"],
        principal_type="AssumedRole",
        principal_account=principal["arn"].split(":")[4],
        action=asked.action,
        resource_arn=asked.resource,
        region=region,
        # a request that names no tags has no aws:TagKeys
        service_context={"aws:tagkeys": None, **asked.context},
    )


def _principal(access_key: str) -> dict | None:
    """None for a key that is no role's."""
    request = urllib.request.Request(
        os.environ[ADDRESS] + PATH,
        data=json.dumps({"accessKeyId": access_key}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as response:
        found = json.loads(response.read())
    if not found:
        return None
    return {
        "arn": found["arn"],
        "policies": _statements(found["policies"]),
        "limits": [_statements(layer) for layer in found["limits"]],
    }


def _statements(documents: list[list[dict]]) -> list[list[ParsedStatement]]:
    return [[ParsedStatement(**statement) for statement in document] for document in documents]
