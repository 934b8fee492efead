"""The canary: what is secret in a request reaches no log, no message and not the state machine's definition.

It is in the state machine's input and history, which are under a customer-managed key.
"""

import base64
import json
from typing import Any

from local_aws.client.stacks import Stack

from .nodegroup_stack import CUSTOM_TYPE, RESOURCE, SERVICE_TOKEN
from .scene import Scene

SECRET = "canary-7c1f0a"
USER_DATA = f"#!/bin/sh\nexport TOKEN={SECRET}\n"
# as it is, and in base 64 at any of its three offsets
FORMS = [SECRET, *(base64.b64encode(b"x" * offset + SECRET.encode())[4:-4].decode() for offset in range(3))]
# the path of a ResponseURL of MiniStack
RESPONSE_URL = "cfn-response"


def template(scene: Scene, **properties: Any) -> str:
    """The user data is a parameter with NoEcho."""
    properties = {
        "ServiceToken": SERVICE_TOKEN,
        **scene.properties(**properties),
        "PreBootstrapUserData": {"Ref": "UserData"},
    }
    return json.dumps(
        {
            "Parameters": {"UserData": {"Type": "String", "NoEcho": True}},
            "Resources": {RESOURCE: {"Type": CUSTOM_TYPE, "Properties": properties}},
        }
    )


def log_lines(scene: Scene) -> list[str]:
    """Every line of every log group."""
    logs = scene.local.client("logs")
    pages = logs.get_paginator("describe_log_groups").paginate()
    groups = [group["logGroupName"] for page in pages for group in page["logGroups"]]
    return [
        event["message"]
        for group in groups
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        for event in page["events"]
    ]


def test_secrets_reach_no_log_no_event_and_not_the_definition(scene: Scene) -> None:
    events: list[dict] = []
    for name, tags, ends in (
        (f"{scene.cluster}-well", {}, "CREATE_COMPLETE"),
        (f"{scene.cluster}-badly", {"local-aws:health-issue": "NodeCreationFailure"}, "ROLLBACK_COMPLETE"),
        (f"{scene.cluster}-refused", {"aws:no": "no"}, "ROLLBACK_COMPLETE"),
    ):
        stack = Stack(scene.local.client("cloudformation"), name, events.append)
        ended = stack.create(template(scene, Tags=tags), {"UserData": USER_DATA})
        assert ended.status == ends, ended.events
        stack.delete()
    lines = log_lines(scene)
    assert [line for line in lines if scene.cluster in line and "eks:CreateNodegroup" in line], (
        "the functions log what they do"
    )
    machine = scene.local.client("stepfunctions").describe_state_machine(stateMachineArn=scene.local.machine)
    for text in (*lines, json.dumps(events, default=str), machine["definition"]):
        found = [form for form in (*FORMS, RESPONSE_URL) if form in text]
        assert not found, f"{found} in {text[:300]}"


def test_the_canary_would_be_found() -> None:
    for before in range(3):
        encoded = base64.b64encode(b"x" * before + USER_DATA.encode()).decode()
        assert any(form in encoded for form in FORMS)
