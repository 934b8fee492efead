"""What a demo prints: its steps, the events of CloudFormation, and whether each promise was kept."""

import time

STARTED = time.monotonic()


class Promises:
    """Call it with each promise; `end` is the exit code."""

    def __init__(self) -> None:
        self.broken: list[str] = []

    def __call__(self, text: str, kept: bool) -> None:
        print(f"    {'ok ' if kept else 'BROKEN'} {text}", flush=True)
        if not kept:
            self.broken.append(text)

    def end(self) -> int:
        seconds = time.monotonic() - STARTED
        if self.broken:
            print(f"\nThe demo FAILED after {seconds:.0f} s. Broken promises:")
            for text in self.broken:
                print(f"  - {text}")
            return 1
        print(f"\nThe demo succeeded in {seconds:.0f} s: every promise was kept. None of this ran on real AWS.")
        return 0


def headline(text: str) -> None:
    print(f"\n[{time.monotonic() - STARTED:5.1f} s] {text}", flush=True)


def print_event(event: dict) -> None:
    reason = event.get("ResourceStatusReason", "")
    print(
        f"    {event['Timestamp']:%H:%M:%S} {event['LogicalResourceId']:12} {event['ResourceStatus']:20} {reason}",
        flush=True,
    )


def indent(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.strip().splitlines())
