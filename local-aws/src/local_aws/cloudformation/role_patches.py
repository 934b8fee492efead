"""What MiniStack asks IAM otherwise than AWS does, where it asks (the setting AUTH).

1. The ARN of a log group "with the trailing :*" stands for it "when specifying permissions in IAM policies" for all
actions but those on tags: CloudWatch Logs user guide, iam-access-control-overview-cwl. MiniStack asks without it.
2. cloudwatch:namespace of PutMetricData: Service Authorization Reference, CloudWatch. MiniStack has no such key.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from ministack.core import iam_actions

LOG_GROUP = re.compile(r"arn:[^:]+:logs:[^:]*:[^:]*:log-group:[^:]+")
ON_TAGS = ("TagResource", "UntagResource", "ListTagsForResource")
PUT_METRICS = "cloudwatch:PutMetricData"


def install() -> None:
    iam_actions.extract_resource_arn = with_star(iam_actions.extract_resource_arn)
    iam_actions.request_tag_context = with_namespace(iam_actions.request_tag_context)


def with_star(resource_arn: Callable[..., str]) -> Callable[..., str]:
    def of_request(service: str, method: str, path: str, headers: dict, *further: Any) -> str:
        arn = resource_arn(service, method, path, headers, *further)
        called = headers.get("x-amz-target", "").rpartition(".")[2]
        return f"{arn}:*" if LOG_GROUP.fullmatch(arn or "") and called not in ON_TAGS else arn

    return of_request


def with_namespace(context_of: Callable[..., dict]) -> Callable[..., dict]:
    def of_request(service: str, action: str, body: bytes, parameters: dict) -> dict:
        context = context_of(service, action, body, parameters)
        if action != PUT_METRICS:
            return context
        return {**context, "cloudwatch:namespace": namespace(body, parameters)}

    return of_request


def namespace(body: bytes, parameters: dict) -> str | None:
    """Of JSON or of form data."""
    if body[:1] == b"{":
        return json.loads(body).get("Namespace")
    given = parameters.get("Namespace")
    return given[0] if isinstance(given, list) else given
