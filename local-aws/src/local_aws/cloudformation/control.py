"""Routes of ours beside MiniStack's. POST /local-aws/invoke calls a registered type's handler directly.

    {"typeName": ..., "action": "READ" | "LIST" | "CREATE" | ..., "model": {...}, "previousModel"?: {...},
     "nextToken"?: ..., "logicalResourceId"?: ..., "stackTags"?: {...}, "clientRequestToken"?: ..., "region"?: ...,
     "accessKeyId"?: ...}

answers the handler's last ProgressEvent, after as many invocations as it asked for. For tests of READ and LIST, which
no stack operation shows in full.

POST /local-aws/principal {"accessKeyId": ...} answers who signs with that key, if a role does, and by which statements:
{"arn": ..., "policies": [[{...}]], "limits": [[[{...}]]]}, else {}. The other server asks it.

POST /local-aws/deliveries plans how an event reaches its function (delivery.py), GET lists these plans, and POST
/local-aws/deliveries/send {"stackName": ..., "clockAheadSeconds"?: 300, "reverse"?: true} delivers what was kept.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

import ministack.app
from ministack.core import iam_evaluator
from ministack.core.concurrency import run_reentrant
from ministack.core.responses import get_account_id, get_region, set_request_region

from local_aws.cloudformation import delivery
from local_aws.cloudformation.custom_resources import requests
from local_aws.cloudformation.handlers import protocol
from local_aws.cloudformation.handlers.handler_event import Operation, Tags
from local_aws.cloudformation.registry import registry

# ASGI, as far as it is used here.
Receive = Callable[[], Awaitable[dict]]
Send = Callable[[dict], Awaitable[None]]
Application = Callable[[dict, Receive, Send], Awaitable[None]]

INVOKE_PATH = "/local-aws/invoke"
PRINCIPAL_PATH = "/local-aws/principal"
DELIVERIES_PATH = "/local-aws/deliveries"
SEND_PATH = "/local-aws/deliveries/send"
RESPONSE_PATH = "/_ministack/cfn-response/"


def install() -> None:
    ministack.app.app = _with_route(ministack.app.app)


def invoke(request: dict) -> dict:
    """The last ProgressEvent of one operation."""
    version = registry.find(type_name=request["typeName"])
    tags = Tags(request.get("stackTags") or {}, {})
    optional = {"token": request["clientRequestToken"]} if request.get("clientRequestToken") else {}
    operation = Operation(
        request["action"],
        request.get("model"),
        request.get("previousModel"),
        tags,
        logical_id=request.get("logicalResourceId", ""),
        next_token=request.get("nextToken"),
        access_key_id=request.get("accessKeyId"),
        **optional,
    )
    return protocol.run_to_end(version, operation).answer


def principal(request: dict) -> dict:
    """Of a session of a role; {} of any other key."""
    found = iam_evaluator.resolve_principal(request["accessKeyId"], get_account_id())
    if isinstance(found, iam_evaluator.AuthError) or found.policies is None:
        return {}
    return {
        "arn": found.arn,
        "policies": [[asdict(statement) for statement in document] for document in found.policies],
        "limits": [[[asdict(statement) for statement in document] for document in layer] for layer in found.limits],
    }


def _plan(request: dict) -> dict:
    return delivery.plan({name: value for name, value in request.items() if name != "region"})


def _send(request: dict) -> list:
    return delivery.send(request["stackName"], request.get("clockAheadSeconds", 0), request.get("reverse", False))


ROUTES: dict[tuple[str, str], Callable[[dict], Any]] = {
    ("POST", INVOKE_PATH): invoke,
    ("POST", PRINCIPAL_PATH): principal,
    ("POST", DELIVERIES_PATH): _plan,
    ("GET", DELIVERIES_PATH): lambda _: delivery.planned(),
    ("POST", SEND_PATH): _send,
}


def _with_route(app: Application) -> Application:
    async def routed(scope: dict, receive: Receive, send: Send) -> None:
        method, path = scope.get("method", ""), scope.get("path", "")
        route = ROUTES.get((method, path)) if scope["type"] == "http" else None
        if route:
            await _end(send, *await _answer(route, await _body(receive)))
        elif method == "PUT" and path.startswith(RESPONSE_PATH) and requests.is_answer_lost(path[len(RESPONSE_PATH) :]):
            await _body(receive)
            await _end(send, 503, {"message": "S3 refuses it for the moment."})
        else:
            await app(scope, receive, send)

    return routed


async def _end(send: Send, status: int, answer: Any) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


async def _answer(route: Callable[[dict], Any], body: bytes) -> tuple[int, Any]:
    region = get_region()
    try:
        request = json.loads(body or b"{}")
        set_request_region(request.get("region") or region)
        return 200, await run_reentrant(route, request)
    except registry.TypeNotFound as error:
        return 404, {"message": str(error)}
    except (KeyError, ValueError) as error:
        return 400, {"message": f"{type(error).__name__}: {error}"}
    finally:
        set_request_region(region)


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body
