"""The state machine of install/custom-resource.yaml as a graph: wherever it goes, it ends in the Answer function, in
time."""

import json
import re
from typing import Any

import pytest

from .template import FUNCTIONS, MACHINE, STATES

CLOUDFORMATION_WAITS_SECONDS = 3600
LEFT_FOR_THE_RULE_SECONDS = 60
# https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html, "Handle transient Lambda service
# exceptions"
SERVICE_ERRORS = {
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
}
TASKS = {name: state for name, state in STATES.items() if state["Type"] == "Task"}
FUNCTION_OF = {"Reconcile": "Reconcile", "Answer": "Answer"}
# keeps what CloudFormation's bucket refused
KEEPS = "Keep"


def successors(state: dict) -> set[str]:
    return {
        *(choice["Next"] for choice in state.get("Choices", [])),
        *(catch["Next"] for catch in state.get("Catch", [])),
        *(state[key] for key in ("Next", "Default") if key in state),
    }


def reached(start: str) -> set[str]:
    seen, left = set(), [start]
    while left:
        name = left.pop()
        if name not in seen:
            seen.add(name)
            left += successors(STATES[name])
    return seen


def paths(value: Any) -> set[str]:
    """Every JSONPath of the input that a state needs."""
    return set(re.findall(r"\"(\$\.[\w.]+)\"", json.dumps(value)))


def test_every_state_is_reached_and_there_is_no_other() -> None:
    assert reached(MACHINE["StartAt"]) == set(STATES)


@pytest.mark.parametrize("name", STATES)
def test_every_state_leads_to_answer(name: str) -> None:
    assert "Answer" in reached(name) or name in reached("Answer")


def test_it_ends_after_answer_alone_and_keeps_what_was_not_delivered() -> None:
    ends = [name for name, state in STATES.items() if state.get("End") or not successors(state)]
    assert ends == ["Delivered", KEEPS]
    assert reached("Answer") == {"Answer", "IsDelivered", "Delivered", KEEPS}
    [delivered] = STATES["IsDelivered"]["Choices"]
    assert [next(key for key in each if key != "Variable") for each in delivered["And"]] == [
        "IsPresent",
        "IsBoolean",
        "BooleanEquals",
    ]
    assert STATES["IsDelivered"]["Default"] == KEEPS
    assert not [name for name, state in STATES.items() if state["Type"] in ("Fail", "Parallel", "Map")]


def test_what_is_kept_is_the_name_of_the_execution() -> None:
    """The response URL and the properties stay in the encrypted history."""
    assert paths(STATES[KEEPS]) == set()
    assert STATES[KEEPS]["Parameters"]["MessageBody"]["execution.$"] == "$$.Execution.Id"


@pytest.mark.parametrize("name", FUNCTION_OF)
def test_lambda_is_tried_for_as_long_as_the_request_has_time(name: str) -> None:
    [retry] = [
        each
        for each in STATES[name]["Retry"]
        if set(each["ErrorEquals"]) >= SERVICE_ERRORS or (name == "Answer" and "States.ALL" in each["ErrorEquals"])
    ]
    assert retry["MaxDelaySeconds"] <= 60
    # with JitterStrategy FULL a delay is half of it on average
    assert retry["MaxAttempts"] * retry["MaxDelaySeconds"] / 2 > 2 * MACHINE["TimeoutSeconds"]


@pytest.mark.parametrize("name", sorted(set(TASKS) - {"Answer", KEEPS}))
def test_an_error_of_a_task_leads_to_answer(name: str) -> None:
    [catch] = TASKS[name]["Catch"]
    assert catch["ErrorEquals"] == ["States.ALL"]
    # not over the event, which the answer needs
    assert catch["ResultPath"] == "$.error"
    assert STATES[catch["Next"]]["Parameters"]["error.$"] == "$.error"


@pytest.mark.parametrize("name", TASKS)
def test_errors_of_the_lambda_service_are_tried_again(name: str) -> None:
    errors = {error for retry in TASKS[name]["Retry"] if retry["MaxAttempts"] > 1 for error in retry["ErrorEquals"]}
    assert errors >= SERVICE_ERRORS or "States.ALL" in errors


def test_answer_gets_the_event_and_an_answer_or_an_error() -> None:
    before = [state for state in STATES.values() if state.get("Next") == "Answer"]
    keys = [{key.removesuffix(".$") for key in state["Parameters"]} for state in before]
    assert len(before) >= 3
    assert all(each in ({"event", "answer"}, {"event", "error", "progress"}) for each in keys)
    assert not [name for name, state in STATES.items() if "Answer" in successors(state) and state["Type"] != "Pass"]


def test_what_reconcile_answers_is_looked_at_before_it_is_used() -> None:
    """A path that is not there is States.Runtime, which no Catch catches."""
    choice = STATES["IsDone"]
    for rule in choice["Choices"]:
        present = {test["Variable"] for test in rule["And"] if test.get("IsPresent")}
        tested = {test["Variable"] for test in rule["And"]}
        used = {path for name in chain(rule["Next"]) for path in paths(STATES[name]) if path.startswith("$.reconciled")}
        assert used
        assert used <= present
        assert tested <= present
        for test in rule["And"]:
            # presence first, then the type, then the value
            alike = [each for each in rule["And"] if each["Variable"] == test["Variable"]]
            kinds = [next(key for key in each if key != "Variable") for each in alike]
            assert kinds[0] == "IsPresent"
            assert len(kinds) == 1 or kinds[1] in ("IsBoolean", "IsNumeric")
    assert STATES[choice["Default"]]["Next"] == "Answer"


def chain(name: str) -> list[str]:
    """The states from this one to the next Task."""
    names = []
    while STATES[name]["Type"] != "Task":
        names.append(name)
        name = STATES[name]["Next"]
    return names


@pytest.mark.parametrize("name", FUNCTION_OF)
def test_a_task_waits_a_little_longer_than_its_function_runs(name: str) -> None:
    assert TASKS[name]["Resource"] == f"${{{FUNCTION_OF[name]}Arn}}"
    timeout = FUNCTIONS[FUNCTION_OF[name]]["Timeout"]
    assert timeout < TASKS[name]["TimeoutSeconds"] <= timeout + 30


def test_the_machine_ends_before_cloudformation_gives_up() -> None:
    assert MACHINE["TimeoutSeconds"] == CLOUDFORMATION_WAITS_SECONDS - LEFT_FOR_THE_RULE_SECONDS


def test_the_definition_holds_no_value_of_a_request() -> None:
    assert paths(MACHINE) <= {
        "$.event",
        "$.error",
        "$.progress",
        "$.executionStartedAt",
        "$.executionName",
        "$.stateMachineArn",
        "$.reconciled",
        "$.reconciled.done",
        "$.reconciled.answer",
        "$.reconciled.waitSeconds",
        "$.reconciled.progress",
        "$.answered",
        "$.answered.delivered",
    }
    assert set(re.findall(r"\$\{(\w+)\}", json.dumps(MACHINE))) == {
        "ReconcileArn",
        "AnswerArn",
        "SendMessageArn",
        "NotAnsweredUrl",
    }
