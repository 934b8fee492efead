"""Executions of the custom resource's state machine."""

import time

from .scene import Scene

WAIT_SECONDS = 120


def executions(scene: Scene) -> list[dict]:
    """Those of this cluster."""
    states = scene.local.client("stepfunctions")
    pages = states.get_paginator("list_executions").paginate(stateMachineArn=scene.local.machine)
    described = [
        states.describe_execution(executionArn=each["executionArn"]) for page in pages for each in page["executions"]
    ]
    return [each for each in described if f'"{scene.cluster}"' in each["input"]]


def wait_for_executions(scene: Scene) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and any(execution["status"] == "RUNNING" for execution in executions(scene)):
        time.sleep(0.2)
