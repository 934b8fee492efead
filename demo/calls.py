"""The AWS calls of the handler by step: what the emulator's log says, and the round trips that the handler logged."""

import json
from collections import Counter
from collections.abc import Iterator

from local_aws.client.connection import Connection

# What the access keys begin with: of CloudFormation's sessions for a type's handler, and of the functions themselves,
# whose key on MiniStack is their account. The demo's own clients have another one.
HANDLER_KEY_PREFIX = "ASIA"
FUNCTION_KEY_PREFIX = "123456789012"
PROVIDER_LOG_GROUP = "efa-eks-nodegroup-logs"
POLLS = ("DescribeNodegroup", "DescribeUpdate")


class CallTable:
    """Call `step` after each step of the demo; `print` at the end."""

    def __init__(self, local: Connection, key_prefix: str = HANDLER_KEY_PREFIX):
        self._local, self._key_prefix, self._next = local, key_prefix, 0
        self._rows: list[tuple[str, list[dict]]] = []
        self._skip_to_now()

    def step(self, name: str) -> list[dict]:
        """The handler's calls since the last step, in order."""
        calls = self._local.calls(since=self._next)
        self._next += len(calls)
        handlers = [call for call in calls if (call["accessKeyId"] or "").startswith(self._key_prefix)]
        self._rows.append((name, handlers))
        return handlers

    def print(self) -> None:
        print(f"\n    {'step':34} {'all':>4} {'changing':>9}  changing calls")
        for name, calls in self._rows:
            changing = Counter(call["action"] for call in calls if call["write"])
            words = ", ".join(f"{action} x{count}" if count > 1 else action for action, count in changing.items())
            print(f"    {name:34} {len(calls):4} {sum(changing.values()):9}  {words or '-'}")

    def _skip_to_now(self) -> None:
        self._next = len(self._local.calls())


def until(calls: list[dict], action: str) -> list[dict]:
    """The calls up to and with the first of an action."""
    actions = [call["action"] for call in calls]
    return calls[: actions.index(action) + 1] if action in actions else calls


def position(calls: list[dict], action: str) -> int:
    return next((at for at, call in enumerate(calls) if call["action"] == action), len(calls))


def mentions(calls: list[dict], *words: str) -> bool:
    """Whether a changing call names one of the words."""
    return any(word in json.dumps(call["parameters"]) for call in calls if call["write"] for word in words)


def round_trips(local: Connection, up_to: str) -> int | None:
    """Serial round trips of the first create up to a call, from the provider's own log: it has one line for each group
    of calls that were sent together. None where the log does not show the call.
    """
    trips = 0
    for line in _provider_log(local):
        if line["action"] == "CREATE" and ("observe" in line or "call" in line):
            trips += 1
            if up_to in line.get("call", []):
                return trips
    return None


def _provider_log(local: Connection) -> Iterator[dict]:
    """The provider's JSON lines, in order: CloudFormation has them in the log group of the type's logging role."""
    logs = local.client("logs")
    for stream in logs.describe_log_streams(logGroupName=PROVIDER_LOG_GROUP)["logStreams"]:
        events = logs.get_log_events(
            logGroupName=PROVIDER_LOG_GROUP, logStreamName=stream["logStreamName"], startFromHead=True
        )
        for event in events["events"]:
            start = event["message"].find('{"action"')
            if start >= 0:
                yield json.loads(event["message"][start:])
