"""A record of every request, so that a test or the demo can count calls by step and by caller."""

import re
import time
from typing import Any

calls: list[dict[str, Any]] = []

READ_ONLY = ("Describe", "List", "Get")
SECRET = "UserData"


def record(service: str, action: str, authorization: str, parameters: Any, answer: tuple[int, Any, Any]) -> None:
    """One HTTP request: the SDK's retries count, as they do against AWS's request-rate limits."""
    status, headers, body = answer
    calls.append(
        {
            "index": len(calls),
            "time": time.time(),
            "service": service,
            "action": action,
            "accessKeyId": access_key_id(authorization),
            "status": int(status),
            "errorCode": error_code(int(status), headers, body),
            "write": not action.startswith(READ_ONLY),
            "parameters": without_user_data(parameters),
        }
    )


def since(index: int) -> list[dict[str, Any]]:
    return calls[index:]


def reset() -> None:
    calls.clear()


def access_key_id(authorization: str) -> str | None:
    """Source: Signature Version 4, "Authorization header": Credential=KEY/date/region/service/aws4_request."""
    found = re.search(r"Credential=([^/,\s]+)/", authorization or "")
    return found.group(1) if found else None


def error_code(status: int, headers: Any, body: Any) -> str | None:
    if status < 400:
        return None
    for name, value in dict(headers).items():
        if name.lower() == "x-amzn-errortype":
            return str(value).split(":")[0]
    text = body.decode() if isinstance(body, bytes) else str(body)
    found = re.search(r"<Code>(.*?)</Code>", text)
    return found.group(1) if found else None


def without_user_data(value: Any) -> Any:
    """User data may contain secrets: its presence is worth logging, its content is not."""
    if isinstance(value, dict):
        return {key: "(not logged)" if key == SECRET else without_user_data(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_user_data(item) for item in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
