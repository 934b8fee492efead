"""Deploys stacks and follows their events, for the demo and the end-to-end tests."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

POLL_SECONDS = 0.2
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]


@dataclass
class Ended:
    """A stack operation that has ended: the stack's status, its outputs, and the events of this operation, oldest
    first."""

    status: str
    outputs: dict[str, str] = field(default_factory=dict)
    events: list[dict] = field(default_factory=list)

    def reasons(self, logical_id: str, status: str) -> list[str]:
        """The reasons of a resource's events of a status."""
        return [
            event.get("ResourceStatusReason", "")
            for event in self.events
            if event["LogicalResourceId"] == logical_id and event["ResourceStatus"] == status
        ]


class Stack:
    """One stack. `on_event` is called with each new event as it happens."""

    def __init__(self, cloudformation: Any, name: str, on_event: Callable[[dict], None] = lambda event: None):
        self._cloudformation, self.name, self._on_event = cloudformation, name, on_event
        self._seen: set[str] = set()
        self._id = name

    def create(self, template: str, parameters: dict[str, str], tags: dict[str, str] | None = None) -> Ended:
        self.begin_create(template, parameters, tags)
        return self.follow()

    def begin_create(self, template: str, parameters: dict[str, str], tags: dict[str, str] | None = None) -> None:
        self._id = self._cloudformation.create_stack(**self._call(template, parameters, tags))["StackId"]

    def update(self, template: str, parameters: dict[str, str], tags: dict[str, str] | None = None) -> Ended:
        self.begin_update(template, parameters, tags)
        return self.follow()

    def begin_update(self, template: str, parameters: dict[str, str], tags: dict[str, str] | None = None) -> None:
        self._cloudformation.update_stack(**self._call(template, parameters, tags))

    def cancel_update(self) -> Ended:
        self._cloudformation.cancel_update_stack(StackName=self.name)
        return self.follow()

    def delete(self) -> Ended:
        self._cloudformation.delete_stack(StackName=self.name)
        return self.follow()

    def follow(self) -> Ended:
        """Blocks until the operation has ended."""
        events: list[dict] = []
        while True:
            # events after the status was read would otherwise be missed
            stack = self._describe()
            events += self._new_events()
            if not stack["StackStatus"].endswith("IN_PROGRESS"):
                outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
                return Ended(stack["StackStatus"], outputs, events)
            time.sleep(POLL_SECONDS)

    def _call(self, template: str, parameters: dict[str, str], tags: dict[str, str] | None) -> dict:
        return {
            "StackName": self.name,
            "TemplateBody": template,
            "Capabilities": CAPABILITIES,
            "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            **({"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]} if tags is not None else {}),
        }

    def _describe(self) -> dict:
        try:
            return self._cloudformation.describe_stacks(StackName=self._id)["Stacks"][0]
        except ClientError as error:
            if "does not exist" not in str(error):
                raise
            return {"StackStatus": "DELETE_COMPLETE"}

    def _new_events(self) -> list[dict]:
        try:
            events = self._cloudformation.describe_stack_events(StackName=self._id)["StackEvents"]
        except ClientError as error:
            if "does not exist" not in str(error):
                raise
            events = []
        new = [event for event in reversed(events) if event["EventId"] not in self._seen]
        for event in new:
            self._seen.add(event["EventId"])
            self._on_event(event)
        return new
