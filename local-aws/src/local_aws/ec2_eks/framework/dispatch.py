"""Around every request of the services here: one at a time, faults, errors instead of web pages, and the call log."""

import json
import threading
import traceback
from collections.abc import Callable
from typing import Any

from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import BaseResponse
from moto.ec2.responses import EC2Response
from moto.eks.responses import EKSResponse
from moto.resourcegroups.responses import ResourceGroupsResponse

from local_aws.ec2_eks.framework import call_log, faults, roles
from local_aws.ec2_eks.framework.errors import error_answer
from local_aws.ec2_eks.framework.extend import extend, plain

# The code of an internal error, by service.
OWN_FAILURE = {
    "ec2": "InternalError",
    "eks": "ServerException",
    "autoscaling": "InternalFailure",
    "resource-groups": "InternalServerErrorException",
}

# The code with which each refuses what IAM does not allow.
REFUSED = {"ec2": "UnauthorizedOperation", "autoscaling": "AccessDenied"}
# What IAM is asked for a request (authorization.py), where it is asked at all.
questions_of: Callable[[Any, str, str], list[roles.Asked]] | None = None

# Requests are atomic: the server has a thread for each connection and moto takes no locks.
one_at_a_time = threading.RLock()


@extend(EC2Response)
class Ec2Dispatch:
    def call_action(self: Any) -> Any:
        return _answer(self, "ec2")


@extend(EKSResponse)
class EksDispatch:
    def call_action(self: Any) -> Any:
        return _answer(self, "eks")


@extend(AutoScalingResponse)
class AutoScalingDispatch:
    def call_action(self: Any) -> Any:
        return _answer(self, "autoscaling")


@extend(ResourceGroupsResponse)
class ResourceGroupsDispatch:
    def call_action(self: Any) -> Any:
        return _answer(self, "resource-groups")


def _answer(response: BaseResponse, service: str) -> tuple[int, Any, Any]:
    with one_at_a_time:
        action = str(response._get_action() or "Unknown")
        authorization = response.headers.get("Authorization", "")
        fault = faults.take(service, action, call_log.access_key_id(authorization), parameters(response))
        denied = _refused(response, service, action, call_log.access_key_id(authorization))
        if denied is not None:
            answer = denied
        elif fault is None:
            answer = _carry_out(response, service, action)
        else:
            if fault["after"]:
                _carry_out(response, service, action)
            answer = error_answer(service, fault["code"], fault["message"], int(fault["status"]))
        call_log.record(service, action, authorization, parameters(response), answer)
        return answer


def _refused(response: Any, service: str, action: str, access_key: str | None) -> tuple[int, Any, Any] | None:
    """IAM's answer, where it does not allow the request."""
    if questions_of is None:
        return None
    message = roles.refusal(access_key, response.region, questions_of(response, service, action))
    return error_answer(service, REFUSED.get(service, "AccessDeniedException"), message, 403) if message else None


def _carry_out(response: Any, service: str, action: str) -> tuple[int, Any, Any]:
    try:
        return response._moto_call_action()
    except NotImplementedError as lacking:
        # Source: EC2 API reference, "Error codes", InvalidAction. EKS documents nothing for a call it does not know.
        return error_answer(
            service,
            "InvalidAction",
            f"The action {action} is not valid for this web service. (local AWS: {lacking})",
            400,
        )
    except Exception:  # noqa: BLE001 - a defect here or in moto must reach the caller as an AWS error, not as a page
        traceback.print_exc()
        return error_answer(service, OWN_FAILURE[service], f"The local AWS failed in {action}; see its log.", 500)


def parameters(response: Any) -> Any:
    """The request's parameters as AWS names them; for the REST services those of the path and of the body together."""
    if response.automated_parameter_parsing:
        return plain(getattr(response, "params", {}))
    return {**plain(response.uri_match or {}), **body(response)}


def body(response: Any) -> dict[str, Any]:
    try:
        parsed = json.loads(response.body or "{}")
    except (TypeError, ValueError):
        return {}
    return parsed if isinstance(parsed, dict) else {}
