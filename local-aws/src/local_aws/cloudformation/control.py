"""A route of ours beside MiniStack's: POST /local-aws/invoke calls a registered type's handler directly.

    {"typeName": ..., "action": "READ" | "LIST" | "CREATE" | ..., "model": {...}, "previousModel"?: {...},
     "nextToken"?: ..., "logicalResourceId"?: ..., "stackTags"?: {...}, "clientRequestToken"?: ..., "region"?: ...,
     "accessKeyId"?: ...}

answers the handler's last ProgressEvent, after as many invocations as it asked for. For tests of READ and LIST, which
no stack operation shows in full.
"""

import json
from collections.abc import Awaitable, Callable

import ministack.app
from ministack.core.concurrency import run_reentrant
from ministack.core.responses import get_region, set_request_region

from local_aws.cloudformation.handlers import protocol
from local_aws.cloudformation.handlers.handler_event import Operation, Tags
from local_aws.cloudformation.registry import registry

# ASGI, as far as it is used here.
Receive = Callable[[], Awaitable[dict]]
Send = Callable[[dict], Awaitable[None]]
Application = Callable[[dict, Receive, Send], Awaitable[None]]

INVOKE_PATH = "/local-aws/invoke"


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


def _with_route(app: Application) -> Application:
    async def routed(scope: dict, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != INVOKE_PATH or scope["method"] != "POST":
            await app(scope, receive, send)
            return
        status, answer = await _answer(await _body(receive))
        await send(
            {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]}
        )
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

    return routed


async def _answer(body: bytes) -> tuple[int, dict]:
    region = get_region()
    try:
        request = json.loads(body)
        set_request_region(request.get("region") or region)
        return 200, await run_reentrant(invoke, request)
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
