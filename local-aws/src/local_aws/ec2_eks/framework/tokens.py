"""Client tokens. Source: EC2 developer guide, "Ensuring idempotency": a retry with the same token and parameters
succeeds without doing anything again; with other parameters it is IdempotentParameterMismatch.

Our reading: the answer is kept for ever, also after the resource is deleted (AWS names no lifetime for templates).
"""

from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult

from local_aws.ec2_eks.framework.errors import ec2_error
from local_aws.ec2_eks.framework.extend import plain
from local_aws.ec2_eks.framework.settings import store


def once_per_token(response: Any, action: str, carry_out: Callable[[], ActionResult]) -> ActionResult:
    token = response._get_param("ClientToken")
    if not token:
        return carry_out()
    parameters = {name: value for name, value in plain(response.params).items() if name != "ClientToken"}
    answered = store(response.ec2_backend, "client_tokens")
    if (action, token) not in answered:
        answered[action, token] = (parameters, carry_out())
    first_parameters, answer = answered[action, token]
    if first_parameters != parameters:
        raise ec2_error(
            "IdempotentParameterMismatch", "The client token has already been used with different request parameters."
        )
    return answer
