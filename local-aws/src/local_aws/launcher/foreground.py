"""The local AWS in the foreground of a terminal: prints what to export, and ends with Ctrl-C, its parent or a
server."""

import os
import shlex
import signal
import sys
import threading

from local_aws.launcher.local_aws import LocalAws


def export_lines(environment: dict[str, str]) -> str:
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in environment.items())


def wait_for_the_end(local: LocalAws) -> str:
    """Blocks until Ctrl-C, SIGTERM, the parent's end, or a server's. Returns the reason."""
    reasons: list[str] = []
    ended = threading.Event()

    def end(reason: str) -> None:
        reasons.append(reason)
        ended.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: end(signal.Signals(received).name))
    parent = os.getppid()
    while not ended.wait(0.5):
        if os.getppid() != parent:
            end("its parent ended")
        for server in local.servers:
            if not server.is_running():
                end(f"{server.name} ended:\n{server.log_tail()}")
    return reasons[0]


def run() -> int:
    """The exit code: 0 when it was stopped, 1 when a server ended by itself."""
    # Before the servers run: a signal while they start must end them too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with LocalAws() as local:
        print(export_lines(local.environment))
        print(
            "# With these exported, in another terminal: make submit registers the type; then deploy a template that"
            " uses it."
        )
        print(f"# Local AWS is ready. Stop it with Ctrl-C, or: kill {os.getpid()}", flush=True)
        reason = wait_for_the_end(local)
        print(f"# Local AWS ends: {reason}", flush=True)
        return 1 if "ended:" in reason else 0
