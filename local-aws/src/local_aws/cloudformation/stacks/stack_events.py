"""Stack events of a resource while its handler works.

AWS shows "Resource creation Initiated" once the physical id is known. That each new message of the handler becomes an
event too is ours, so that a person can follow a long operation in DescribeStackEvents; on AWS only the last, failing
one is shown.
"""

from ministack.services.cloudformation import stacks

from local_aws.cloudformation.handlers.protocol import Progress
from local_aws.cloudformation.registry.registry import TypeVersion

INITIATED = "Resource creation Initiated"
REPLACING = "Requested update requires the creation of a new physical resource; hence creating one."


def add(
    stack_name: str,
    stack_id: str | None,
    logical_id: str,
    type_name: str,
    status: str,
    reason: str,
    physical_id: str = "",
) -> None:
    stacks._add_event(stack_id, stack_name, logical_id, type_name, status, reason, physical_id)


class Reporter:
    """Called with each IN_PROGRESS answer of one operation; adds an event for each new message."""

    def __init__(
        self,
        version: TypeVersion,
        stack_name: str,
        stack_id: str | None,
        logical_id: str,
        status: str,
        physical_id: str = "",
    ):
        self._version = version
        self._stack = (stack_name, stack_id, logical_id, version.type_name)
        self._status = status
        self._physical_id = physical_id
        self._message = None

    def __call__(self, progress: Progress) -> None:
        if not self._physical_id:
            self._physical_id = self._version.physical_id(progress.model) or ""
            if self._physical_id:
                add(*self._stack, self._status, INITIATED, self._physical_id)
        message = progress.answer.get("message")
        if message and message != self._message:
            self._message = message
            add(*self._stack, self._status, message, self._physical_id)
