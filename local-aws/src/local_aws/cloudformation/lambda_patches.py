"""Gaps of MiniStack's local Lambda that handlers run into.

1. The errorType of a Node handler's failure is the thrown error's name (https://docs.aws.amazon.com/lambda/latest/dg/
nodejs-exceptions.html), which Step Functions' Catch and Retry match; MiniStack says Runtime.HandlerError for all. 2.
Each concurrent invocation is a Node process of about 130 MB, without a bound: here they queue. Safe while no function
waits for another one. 3. An event that a test delivers late (delivery.py) says by how much: the function's clock is
ahead while it handles it.
"""

import re
import threading
from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from local_aws.cloudformation import settings, under_way
from local_aws.cloudformation.custom_resources.requests import BUCKETS
from local_aws.cloudformation.delivery import CLOCK_AHEAD

# The name is sent in front of the stack trace, between characters that no trace contains.
NAME_IN_LOG = re.compile("\x01(.*?)\x01", re.DOTALL)
_UNNAMED = (
    ('trace: err.stack || ""', 'trace: "\\u0001" + (err.name || "Error") + "\\u0001" + (err.stack || "")'),
    ("trace: e.stack", 'trace: "\\u0001" + (e.name || "Error") + "\\u0001" + e.stack'),
)

_CLOCK = (
    "const event = msg.event;",
    f"""const event = msg.event;
    const _clockAhead = (event && event["{CLOCK_AHEAD}"]) || 0;
    if (_clockAhead) delete event["{CLOCK_AHEAD}"];
    globalThis._clockNow ??= Date.now.bind(Date);
    Date.now = () => globalThis._clockNow() + 1000 * _clockAhead;""",
)
# Before the handler is loaded.
_BUCKET = (
    "const event = msg.event;",
    """globalThis._fetch ??= globalThis.fetch;
    globalThis.fetch = (target, options) => {
      const { hostname, pathname, search } = new URL(String(target));
      const local = hostname.startsWith("BUCKETS") ? process.env.AWS_ENDPOINT_URL + pathname + search : target;
      return globalThis._fetch(local, options);
    };
    const event = msg.event;""".replace("BUCKETS", BUCKETS),
)

_running = threading.BoundedSemaphore(settings.LAMBDA_PARALLEL)


def install() -> None:
    script = lambda_runtime._NODEJS_WORKER_SCRIPT
    for original, patched in (*_UNNAMED, _CLOCK, _BUCKET):
        if original not in script:
            raise RuntimeError("This patch was written for the Node worker of another version of MiniStack.")
        script = script.replace(original, patched)
    lambda_runtime._NODEJS_WORKER_SCRIPT = script
    lambda_svc._execute_function_warm = _bounded_and_named(lambda_svc._execute_function_warm)


def _bounded_and_named(execute: Callable[..., Any]) -> Callable[..., Any]:
    def execute_warm(function: Any, event: Any, request_id: Any) -> dict:
        with under_way.running(event), _running:
            result = execute(function, event, request_id)
        named = NAME_IN_LOG.search(result.get("log") or "")
        if result.get("error") and named:
            result["log"] = result["log"].replace(named.group(0), "")
            if result["body"]["errorType"] == "Runtime.HandlerError":
                result["body"]["errorType"] = named.group(1)
        return result

    return execute_warm
