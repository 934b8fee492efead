"""Stacks of a registry type at their worst: cancelled, deleted meanwhile, failed without a rollback; events that get
lost, come twice or come late."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.client.connection import _http

from .server import RunningServer, start
from .thing_type import TYPE_NAME, Things, template

# Longer than any test takes to interrupt it, and within the type's timeoutInMinutes; nobody waits for its end.
SLOW = {"Steps": 1, "Delay": 110}
FAILS = {"Type": TYPE_NAME, "DependsOn": "Thing", "Properties": {"Name": "b", "Mode": "refuse"}}


@pytest.fixture(scope="module")
def running() -> Iterator[RunningServer]:
    server = start({"CALLBACK_DELAY_SCALE": "1"})
    yield server
    server.stop()


def until(done: Callable[[], Any], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


def begin_update(things: Things, name: str, body: dict, **options: Any) -> None:
    things.mark()
    things.cloudformation.update_stack(StackName=name, TemplateBody=json.dumps(body), **options)


def plan(running: RunningServer, **delivery: Any) -> None:
    _http("POST", f"{running.server.url}/local-aws/deliveries", {"logicalResourceId": "Thing", **delivery})


def send(running: RunningServer, name: str, **options: Any) -> list[dict]:
    return _http("POST", f"{running.server.url}/local-aws/deliveries/send", {"stackName": name, **options})


def test_a_stack_that_is_deleted_while_it_is_created_gets_its_delete_at_once(things: Things) -> None:
    stack_id = things.cloudformation.create_stack(StackName="cut", TemplateBody=json.dumps(template(SLOW)))["StackId"]
    until(lambda: "Resource creation Initiated" in things.reasons(stack_id))
    assert things.delete(stack_id) == "DELETE_COMPLETE"
    assert things.actions()[-1] == "DELETE"
    failed = next(each for each in things.stack_events(stack_id) if each["ResourceStatus"] == "CREATE_FAILED")
    assert failed["ResourceStatusReason"] == "Resource creation cancelled"
    identity = things.handled()[-1]["requestData"]["resourceProperties"]["Id"]
    assert failed["PhysicalResourceId"] == identity


def test_a_cancelled_update_is_sent_back(things: Things) -> None:
    things.create("cancelled-update", template({"Size": 1}))
    begin_update(things, "cancelled-update", template({"Size": 2, **SLOW}))
    until(lambda: things.actions())
    things.cloudformation.cancel_update_stack(StackName="cancelled-update")
    assert things.wait("cancelled-update")["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert "Resource update cancelled" in things.reasons("cancelled-update")
    updates = [each["requestData"] for each in things.handled() if each["action"] == "UPDATE"]
    assert updates[-1]["resourceProperties"]["Size"] == 1
    assert updates[-1]["previousResourceProperties"]["Size"] == 2
    assert things.update("cancelled-update", template({"Size": 3}))["StackStatus"] == "UPDATE_COMPLETE"


@pytest.mark.parametrize("new", [{"Placement": {"Zone": "b"}}, {"Kind": "new"}])
def test_a_cancelled_replacement_is_deleted_and_the_old_thing_left_alone(things: Things, new: dict) -> None:
    name = f"cancelled-{next(iter(new)).lower()}"
    things.create(name, template({"Placement": {"Zone": "a"}, "Kind": "one"}))
    before = things.physical_id(name)
    begin_update(things, name, template({"Placement": {"Zone": "a"}, "Kind": "one", **SLOW, **new}))
    until(lambda: "Resource creation Initiated" in things.reasons(name))
    things.cloudformation.cancel_update_stack(StackName=name)
    assert things.wait(name)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert things.actions()[-1] == "DELETE"
    assert things.handled()[-1]["requestData"]["resourceProperties"]["Id"] != before
    assert things.physical_id(name) == before
    assert before in things.ids()


def test_a_stack_is_not_deleted_while_it_is_updated(things: Things) -> None:
    things.create("updated", template({}))
    begin_update(things, "updated", template({"Size": 2, **SLOW}))
    with pytest.raises(ClientError, match="cannot be deleted while in status UPDATE_IN_PROGRESS"):
        things.cloudformation.delete_stack(StackName="updated")
    things.cloudformation.cancel_update_stack(StackName="updated")
    things.wait("updated")


def test_the_cleanup_can_be_neither_cancelled_nor_deleted_and_tries_three_times(things: Things) -> None:
    things.create("cleanup", template({"Name": "a", "Mode": "keep"}))
    before = things.physical_id("cleanup")
    begin_update(things, "cleanup", template({"Name": "b"}))
    assert things.wait("cleanup")["StackStatus"] == "UPDATE_COMPLETE"
    assert things.actions() == ["CREATE", "READ", "DELETE", "DELETE", "DELETE"]
    assert things.physical_id("cleanup") != before
    events = things.cloudformation.describe_stack_events(StackName="cleanup")["StackEvents"]
    assert "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" in [event["ResourceStatus"] for event in events]


def test_a_failed_update_without_rollback_sends_back_what_failed_alone(things: Things) -> None:
    things.create("preserved", template({"Size": 1}))
    stack = things.update("preserved", template({"Size": 2, "Mode": "fail-update"}), DisableRollback=True)
    assert stack["StackStatus"] == "UPDATE_FAILED"
    updates = [each["requestData"]["resourceProperties"] for each in things.handled() if each["action"] == "UPDATE"]
    assert [each["Size"] for each in updates] == [2, 1]
    things.mark()
    things.cloudformation.rollback_stack(StackName="preserved")
    until(lambda: "IN_PROGRESS" not in things.wait("preserved")["StackStatus"])
    assert things.wait("preserved")["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert things.actions() == []


def test_what_succeeded_beside_it_goes_back_with_rollback_stack(things: Things) -> None:
    things.create("beside", template({"Size": 1}))
    body = template({"Size": 2})
    body["Resources"]["Fails"] = FAILS
    assert things.update("beside", body, DisableRollback=True)["StackStatus"] == "UPDATE_FAILED"
    things.mark()
    things.cloudformation.rollback_stack(StackName="beside")
    assert things.wait("beside")["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert things.handled()[0]["requestData"]["resourceProperties"]["Size"] == 1


@pytest.mark.parametrize("after", ["rollback", "delete", "update"])
def test_a_failed_create_without_rollback_is_deleted_by_the_next_operation(things: Things, after: str) -> None:
    name, others = f"failed-{after}", things.ids()
    assert things.create(name, template({"Mode": "fail"}), DisableRollback=True)["StackStatus"] == "CREATE_FAILED"
    failed = things.physical_id(name)
    things.mark()
    if after == "rollback":
        things.cloudformation.rollback_stack(StackName=name)
        assert things.wait(name)["StackStatus"] == "ROLLBACK_COMPLETE"
    elif after == "delete":
        assert things.delete(name) == "DELETE_COMPLETE"
    else:
        assert things.update(name, template({}), DisableRollback=True)["StackStatus"] == "UPDATE_COMPLETE"
        assert things.actions() == ["DELETE", "CREATE", "READ"]
        others = others | {things.physical_id(name)}
    assert things.handled()[0]["requestData"]["resourceProperties"] == {"Id": failed}
    assert things.ids() == others


@pytest.mark.parametrize("after", ["rollback", "delete"])
def test_a_failed_replacement_without_rollback_is_deleted_by_the_next_operation(things: Things, after: str) -> None:
    name, others = f"replacement-{after}", things.ids()
    things.create(name, template({"Kind": "one"}))
    old = things.physical_id(name)
    stack = things.update(name, template({"Kind": "new", "Mode": "fail"}), DisableRollback=True)
    assert stack["StackStatus"] == "UPDATE_FAILED"
    if after == "rollback":
        things.cloudformation.rollback_stack(StackName=name)
        assert things.wait(name)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
        others = others | {old}
    else:
        assert things.delete(name) == "DELETE_COMPLETE"
    assert things.ids() == others


@pytest.mark.parametrize("how", ["answerLost", "twice"])
def test_an_event_is_sent_again_with_the_same_context(things: Things, running: RunningServer, how: str) -> None:
    name = f"again-{how.lower()}"
    plan(running, stackName=name, action="CREATE", invocation=2, how=how)
    assert things.create(name, template({"Steps": 2}))["StackStatus"] == "CREATE_COMPLETE"
    until(lambda: things.actions().count("CREATE") >= 4)
    contexts = [each["callbackContext"] for each in things.handled() if each["action"] == "CREATE"]
    assert sorted(contexts, key=str) == sorted([None, {"done": 1}, {"done": 1}, {"done": 2}], key=str)
    assert len({each["bearerToken"] for each in things.handled() if each["action"] == "CREATE"}) == 1


def test_an_event_comes_again_minutes_after_the_delete(things: Things, running: RunningServer) -> None:
    plan(running, stackName="late", action="CREATE", how="again", times=2)
    things.create("late", template({"Steps": 1}))
    assert things.delete("late") == "DELETE_COMPLETE"
    things.mark()
    answers = send(running, "late", clockAheadSeconds=300, reverse=True)
    assert [answer["status"] for answer in answers] == ["SUCCESS", "IN_PROGRESS"]
    second, first = things.handled()
    assert (first["callbackContext"], second["callbackContext"]) == (None, {"done": 1})
    ahead = [each["now"] - time.time() for each in (first, second)]
    assert all(290 < seconds <= 300 for seconds in ahead)
    assert send(running, "late") == []
