"""`efa-nodegroup` on the local AWS: what its plan says is what the handlers then send, and it changes nothing
itself."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from .nodegroup_stack import RESOURCE, NodeGroupStack
from .scene import Scene
from .shared import SceneAws

ROOT = Path(__file__).resolve().parents[2]
# Stands in a plan for the generation of what does not exist yet.
NO_GENERATION = "0" * 12
# Made up by each operation, or kept out of the log.
HIDDEN = ("ClientToken", "clientRequestToken", "UserData")
# What moto itself puts into a rule, and how the path of an EKS call names the cluster.
ADDED = ("OwnerId", "UserId")
CLUSTER_IN_PATH = "name"


def test_the_plan_of_a_create_is_what_the_handlers_send(scene: Scene) -> None:
    stack = scene.stack(
        InstanceTypes=["p5.48xlarge"], LocalStorage="RAID0", Labels={"team": "ml"}, Volume={"SizeGiB": 200}
    )
    since = scene.call_count()
    planned = plan(stack)
    assert planned["efaInterfaceCount"] == 32
    assert planned["findings"] == []
    assert [call for call in scene.local.calls(since=since) if call["write"] and scene.cluster in str(call)] == []

    assert stack.create().status == "CREATE_COMPLETE"

    assert stack.nodegroup["subnets"] == planned["subnets"]
    assert stack.outputs["AvailabilityZone"] == planned["zone"]
    known = {
        stack.outputs["Id"].rpartition("/")[2]: NO_GENERATION,
        stack.outputs["LaunchTemplateId"]: "(known after ec2:CreateLaunchTemplate)",
        stack.outputs["EfaSecurityGroupId"]: "(known after ec2:CreateSecurityGroup)",
    }
    assert_same_calls(planned["calls"], sent(stack, since), known)


def test_the_plan_of_an_update_is_what_the_handlers_send(scene: Scene) -> None:
    stack = scene.created(Labels={"team": "ml"})
    changes: dict[str, Any] = {"Labels": {"team": "hpc"}, "Tags": {"project": "llm"}, "Volume": {"SizeGiB": 500}}
    planned = plan(stack, **changes)
    assert planned["cost"] == "ROLLS 2 NODES"
    assert {change["property"]: change["cost"] for change in planned["changes"]} == {
        "Labels": "IN PLACE",
        "Tags": "IN PLACE",
        "Volume": "ROLLS 2 NODES",
    }

    since = scene.call_count()
    assert stack.update(**changes).status == "UPDATE_COMPLETE"

    assert_same_calls(planned["calls"], sent(stack, since), {})


def test_the_plan_of_a_stack_needs_nothing_but_its_name(scene: Scene) -> None:
    """CloudFormation has the template before, the tags and the node group's Id."""
    stack = scene.created(Labels={"team": "ml"})
    same = json.loads(run(scene, "plan", "--stack", stack.stack.name, "--json", "--detailed-exitcode").stdout)
    assert (same["id"], same["cost"], same["region"]) == (stack.outputs["Id"], "NOTHING", scene.local.region)

    changes: dict[str, Any] = {"Labels": {"team": "hpc"}}
    desired = template_of({**stack.properties, **changes})
    options = ("--stack", stack.stack.name, "--template", "-", "--json", "--detailed-exitcode")
    planned = json.loads(run(scene, "plan", *options, template=desired, exit_code=2).stdout)
    assert [change["property"] for change in planned["changes"]] == ["Labels"]
    assert planned["before"]["labels"]["team"] == "ml"

    since = scene.call_count()
    assert stack.update(**changes).status == "UPDATE_COMPLETE"
    assert_same_calls(planned["calls"], sent(stack, since), {})

    renamed = json.dumps({"Resources": {"Nodes": {"Type": "Efa::EKS::NodeGroup", "Properties": stack.properties}}})
    several = json.loads(run(scene, "plan", *options, template=renamed, exit_code=4).stdout)
    assert [removed["renamedTo"] for removed in several["removed"]] == ["Nodes"]


@pytest.mark.long
def test_a_replacement_is_told_before_it_is_made(scene: Scene) -> None:
    stack = scene.created()
    planned = plan(stack, Placement={"Group": "NONE"})
    assert planned["cost"] == "REPLACES"
    assert planned["calls"] == []
    assert planned["replacement"]["placementGroup"] is None

    first = stack.outputs["Id"]
    assert stack.update(Placement={"Group": "NONE"}).status == "UPDATE_COMPLETE"
    assert stack.outputs["Id"] != first


def test_what_the_plan_refuses_is_refused(scene: Scene) -> None:
    stack = scene.stack(InstanceTypes=["m5.large"])
    planned = plan(stack, exit_code=1)
    [finding] = planned["findings"]
    assert finding["path"] == "InstanceTypes"
    assert planned["calls"] == []

    ended = stack.create()

    [reason] = ended.reasons(RESOURCE, "CREATE_FAILED")
    assert finding["message"] in reason


def test_read_and_list_show_what_is_there(scene: Scene) -> None:
    stack = scene.created()
    identity = stack.outputs["Id"]
    assert run(scene, "list", scene.cluster).stdout.split() == [identity]
    model = json.loads(run(scene, "read", identity).stdout)
    assert (model["Id"], model["EfaInterfaceCount"], model["Status"]) == (identity, "1", "ACTIVE")
    gone = run(scene, "read", f"{scene.cluster}/gone/{NO_GENERATION}", exit_code=1)
    assert "does not exist in this account and Region" in gone.stderr


def plan(stack: NodeGroupStack, exit_code: int = 0, **changes: Any) -> dict:
    """The JSON document of `plan` for the stack's template: of an update where the stack has been created."""
    options = [
        "--template",
        "-",
        "--resource",
        RESOURCE,
        "--stack-name",
        stack.stack.name,
        "--json",
        "--stack-tags",
        *[f"{key}={value}" for key, value in stack.tags.items()],
    ]
    if not stack.exists:
        return json.loads(
            run(stack.scene, "plan", *options, template=template_of(stack.properties), exit_code=exit_code).stdout
        )
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder, "before.json")
        before.write_text(template_of(stack.properties))
        options += ["--id", stack.outputs["Id"], "--previous", str(before)]
        desired = template_of({**stack.properties, **changes})
        return json.loads(run(stack.scene, "plan", *options, template=desired, exit_code=exit_code).stdout)


def template_of(properties: dict) -> str:
    return json.dumps({"Resources": {RESOURCE: {"Type": "Efa::EKS::NodeGroup", "Properties": properties}}})


def bundled(local: SceneAws) -> str:
    """The path of the command line, beside nothing else."""
    with local.lock("dist"):
        subprocess.run(["node", "scripts/cli.mjs"], cwd=ROOT, check=True, capture_output=True)
        return str(shutil.copy(ROOT / "dist" / "efa-nodegroup.js", local.folder))


def run(scene: Scene, *arguments: str, template: str = "", exit_code: int = 0) -> subprocess.CompletedProcess:
    bundle = scene.local.once("cli", lambda: bundled(scene.local))
    ran = subprocess.run(
        ["node", bundle, *arguments],
        input=template,
        capture_output=True,
        text=True,
        env={**os.environ, **scene.local.environment},
    )
    assert ran.returncode == exit_code, ran.stderr + ran.stdout
    return ran


def sent(stack: NodeGroupStack, since: int) -> list[dict]:
    """The handlers' changing calls about the stack's node group, in order."""
    groups = stack.scene.ec2.describe_placement_groups(GroupNames=[stack.outputs["PlacementGroupName"]])[
        "PlacementGroups"
    ]
    ids = [stack.outputs["LaunchTemplateId"], stack.outputs["EfaSecurityGroupId"], groups[0]["GroupId"]]
    calls = stack.scene.writes(since, *ids, with_records=True)
    for call in calls:
        if CLUSTER_IN_PATH in call["parameters"]:
            call["parameters"]["clusterName"] = call["parameters"].pop(CLUSTER_IN_PATH)
    return [{"call": f"{call['service']}:{call['action']}", "input": call["parameters"]} for call in calls]


def assert_same_calls(planned: list[dict], actual: list[dict], known: dict[str, str]) -> None:
    """Calls of one round are sent together, in whatever order; `known`: what stands in the plan for what only the
    create gives."""
    assert len(actual) == len(planned)
    actual_in_rounds = [{"round": plan["round"], **call} for plan, call in zip(planned, actual, strict=True)]
    assert in_order(actual_in_rounds, known) == in_order(planned, {})


def in_order(calls: list[dict], known: dict[str, str]) -> list[tuple]:
    return sorted((call["round"], call["call"], comparable(call["input"], known)) for call in calls)


def comparable(value: Any, known: dict[str, str]) -> str:
    # operations have keys of their own
    text = re.sub(r"\b(op|at)=[\w/]+", r"\1=", json.dumps(plain(value), sort_keys=True))
    for identity, stand_in in known.items():
        text = text.replace(identity, stand_in)
    return text


def plain(value: Any) -> Any:
    """EC2's query has all values as text."""
    if isinstance(value, dict):
        return {key: "(hidden)" if key in HIDDEN else plain(item) for key, item in value.items() if key not in ADDED}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)
