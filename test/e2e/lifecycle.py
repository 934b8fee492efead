"""What every node group must do whatever its properties are: be read back, and be left alone by an update of
nothing."""

from typing import Any

from .nodegroup_stack import NodeGroupStack
from .scene import Scene, is_record, new_key

WRITE_ONLY = ("PreBootstrapUserData", "UserData", "ForceUpdateEnabled")


def assert_read_back(stack: NodeGroupStack, **effective: Any) -> dict:
    """READ's model: what the template says is in it, and `effective`; None is what it must not have. What was given may
    have more members than the template says. Sets have no order."""
    model = model_of(stack)
    expected = {**stack.properties, **dict.fromkeys(WRITE_ONLY), **effective}
    differing = {
        name: (value, model.get(name)) for name, value in expected.items() if not _within(value, model.get(name))
    }
    assert not differing, f"wanted and read: {differing}"
    return model


def assert_an_update_of_nothing_writes_nothing(stack: NodeGroupStack) -> None:
    answer, writes = updated_without_a_stack(stack)
    assert answer["status"] == "SUCCESS", answer["message"]
    assert writes == [], writes


def assert_refused(stack: NodeGroupStack, code: str, *words: str, **changes: Any) -> None:
    """An update with these changes: its error and that it made no call."""
    answer, writes = updated_without_a_stack(stack, **changes)
    assert (answer["status"], answer.get("errorCode")) == ("FAILED", code), answer["message"]
    assert [word for word in words if word not in answer["message"]] == [], answer["message"]
    assert writes == [], writes


def updated_without_a_stack(stack: NodeGroupStack, **changes: Any) -> tuple[dict, list[str]]:
    """The handler's last answer and its changing calls; None takes a property away."""
    scene, key, identity = stack.scene, new_key(), {"Id": stack.outputs["Id"]}
    desired = {name: value for name, value in {**stack.properties, **changes}.items() if value is not None}
    answer = scene.invoke("UPDATE", {**desired, **identity}, key, previousModel={**stack.properties, **identity})
    return answer, writes_of(scene, key)


def model_of(stack: NodeGroupStack) -> dict:
    answer = stack.scene.invoke("READ", {"Id": stack.outputs["Id"]})
    assert answer["status"] == "SUCCESS", answer
    return answer["resourceModel"]


def writes_of(scene: Scene, key: str) -> list[str]:
    """The changing calls that were made with an access key, without its records; it must have made some call."""
    calls = [call for call in scene.local.calls() if call["accessKeyId"] == key]
    assert calls, "no call was logged"
    return [call["action"] for call in calls if call["write"] and not is_record(call)]


def _within(wanted: object, found: object) -> bool:
    if isinstance(wanted, dict) and isinstance(found, dict):
        return all(_within(value, found.get(name)) for name, value in wanted.items())
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(any(_within(each, other) for other in found) for each in wanted)
    return wanted == found
