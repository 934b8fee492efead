"""Cloud Control for registry types: CreateResource, GetResource, UpdateResource, DeleteResource, ListResources.

Sources: https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-operations-create.html, -read.html,
-update.html ("first retrieves the current state", applies the operations of the patch document to it in order, then
calls the update handler; what fails is not rolled back), -delete.html, -list.html, and the errors of
https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_UpdateResource.html.

MiniStack stores any model under any type's name; here the type's handlers do the work. It keeps the requests, so that
GetResourceRequestStatus and ListResourceRequests are MiniStack's own. CancelResourceRequest does not stop a handler,
and ClientToken is ignored.

Our reading, where the pages are silent: the request token is the handler's clientRequestToken; there is no stack, no
logical id and no stack tags; UPDATE gets what READ answered as previous, and the same with the patch as desired,
without what is write-only unless the patch adds it; a patch of create-only or read-only properties is refused before
the handler; a resource that READ does not find fails UpdateResource at once, but DeleteResource only in its status;
Properties contain what LIST returned, and nothing else.
"""

import asyncio
import copy
import json
import time
from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import Any

import jsonpatch
import jsonpointer
from ministack.core.concurrency import run_reentrant
from ministack.core.responses import error_response_json, json_response
from ministack.services import cloudcontrol

from local_aws.cloudformation.handlers import protocol
from local_aws.cloudformation.handlers.handler_event import Operation, Tags
from local_aws.cloudformation.handlers.protocol import HandlerFailure, Progress
from local_aws.cloudformation.registry import registry
from local_aws.cloudformation.registry.registry import TypeNotFound, TypeVersion
from local_aws.cloudformation.schema import schema_check
from local_aws.cloudformation.schema.schema_paths import changed_paths, without
from local_aws.cloudformation.stacks import stack_resource

# API_GetResource, Errors: a handler's code is the exception's name, but for these.
EXCEPTIONS = {
    "NotFound": "ResourceNotFoundException",
    "InternalFailure": "HandlerInternalFailureException",
    "AccessDenied": "HandlerFailureException",
    None: "HandlerFailureException",
}

_running: set[asyncio.Task] = set()


class Refused(Exception):
    """The call fails at once; `code` is the API's exception."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


def install() -> None:
    cloudcontrol.handle_request = _with_hosted_types(cloudcontrol.handle_request)


def _with_hosted_types(handle_request: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    @wraps(handle_request)
    async def handle(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> Any:
        action = _ACTIONS.get(headers.get("x-amz-target", "").partition(".")[2])
        request = json.loads(body) if action and body else {}
        if action is None or not registry.versions(request.get("TypeName") or ""):
            return await handle_request(method, path, headers, body, query_params)
        try:
            return json_response(await action(request))
        except Refused as refusal:
            return error_response_json(refusal.code, str(refusal), 400)
        except HandlerFailure as failure:
            code = EXCEPTIONS.get(failure.code, f"{failure.code}Exception")
            return error_response_json(code, str(failure), 400)
        except TypeNotFound as error:
            return error_response_json("TypeNotFoundException", str(error), 400)

    return handle


async def create_resource(request: dict) -> dict:
    version = _version(request)
    desired = _parsed(request, "DesiredState", dict)
    _validate(version, desired, read_only=version.read_only)
    return _start(version, Operation("CREATE", desired, tags=Tags()), None)


async def get_resource(request: dict) -> dict:
    version, identifier = _version(request), request["Identifier"]
    return {
        "TypeName": version.type_name,
        "ResourceDescription": _description(version, await _read(version, identifier)),
    }


async def update_resource(request: dict) -> dict:
    version, identifier = _version(request), request["Identifier"]
    previous = await _read(version, identifier)
    desired = _patched(previous, _parsed(request, "PatchDocument", list))
    for keyword, paths in (("createOnlyProperties", version.create_only), ("readOnlyProperties", version.read_only)):
        changed = changed_paths(paths, previous, desired)
        if changed:
            pointers = ", ".join("/".join(["/properties", *path]) for path in changed)
            raise Refused("NotUpdatableException", f"Invalid patch update: {keyword} [{pointers}] cannot be updated")
    _validate(version, without(desired, version.read_only))
    return _start(version, Operation("UPDATE", desired, previous, Tags(), Tags()), identifier)


async def delete_resource(request: dict) -> dict:
    version, identifier = _version(request), request["Identifier"]
    return _start(version, Operation("DELETE", version.with_identifier({}, identifier), tags=Tags()), identifier)


async def list_resources(request: dict) -> dict:
    version = _version(request)
    model = _parsed(request, "ResourceModel", dict) if request.get("ResourceModel") else {}
    operation = Operation("LIST", model, tags=Tags(), next_token=request.get("NextToken"))
    answer = (await run_reentrant(protocol.run, version, operation)).answer
    page = {"NextToken": answer["nextToken"]} if answer.get("nextToken") else {}
    models = answer.get("resourceModels") or []
    return {
        "TypeName": version.type_name,
        "ResourceDescriptions": [_description(version, model) for model in models],
        **page,
    }


_ACTIONS: dict[str, Callable[[dict], Awaitable[dict]]] = {
    "CreateResource": create_resource,
    "GetResource": get_resource,
    "UpdateResource": update_resource,
    "DeleteResource": delete_resource,
    "ListResources": list_resources,
}


def _version(request: dict) -> TypeVersion:
    return registry.find(type_name=request["TypeName"], version_id=request.get("TypeVersionId"))


async def _read(version: TypeVersion, identifier: str) -> dict:
    return await run_reentrant(stack_resource.read, version, identifier)


def _parsed(request: dict, member: str, kind: type) -> Any:
    try:
        value = json.loads(request.get(member) or "")
    except ValueError as error:
        raise Refused("InvalidRequestException", f"{member} is not JSON: {error}") from error
    if not isinstance(value, kind):
        raise Refused("InvalidRequestException", f"{member} must be a JSON {'object' if kind is dict else 'array'}.")
    return value


def _patched(model: dict, operations: list) -> dict:
    """RFC 6902; AWS's own examples leave the path's first slash out."""
    rooted = [
        {**operation, **{name: "/" + operation[name].lstrip("/") for name in ("path", "from") if name in operation}}
        for operation in operations
    ]
    try:
        return jsonpatch.apply_patch(copy.deepcopy(model), rooted)
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException) as error:
        raise Refused("InvalidRequestException", f"The patch document cannot be applied: {error}") from error


def _validate(version: TypeVersion, model: dict, read_only: tuple = ()) -> None:
    messages = schema_check.given_read_only(read_only, model) + schema_check.violations(version.schema, model)
    if messages:
        raise Refused("ValidationException", f"Model validation failed ({'; '.join(messages)})")


def _start(version: TypeVersion, operation: Operation, identifier: str | None) -> dict:
    """Starts the handler. The answer is the first state of the request."""
    event = cloudcontrol._record_request(
        cloudcontrol._progress_event(operation.action, "IN_PROGRESS", version.type_name, identifier, operation.token)
    )
    answer = {"ProgressEvent": dict(event)}
    task = asyncio.get_running_loop().create_task(run_reentrant(_run, version, operation, event))
    _running.add(task)  # an event loop has only weak references to its tasks
    task.add_done_callback(_running.discard)
    return answer


def _run(version: TypeVersion, operation: Operation, event: dict) -> None:
    _note(version, event, protocol.run_to_end(version, operation, partial(_note, version, event)))


def _note(version: TypeVersion, event: dict, progress: Progress) -> None:
    """Writes what the handler answered into the request's event."""
    identifier = version.physical_id(progress.model)
    news = {
        "OperationStatus": progress.status,
        "EventTime": int(time.time()),
        "Identifier": identifier,
        "StatusMessage": progress.answer.get("message"),
        "ErrorCode": progress.answer.get("errorCode"),
        "ResourceModel": json.dumps(without(progress.model, version.write_only)) if progress.model else None,
    }
    event.update({name: value for name, value in news.items() if value is not None})


def _description(version: TypeVersion, model: dict) -> dict:
    return {"Identifier": version.physical_id(model), "Properties": json.dumps(model)}
