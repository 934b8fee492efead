"""examples/cdk, synthesised with the npm package as it is packed: clean by cfn-lint, and deployed on the local AWS."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from efa_tools import npm_project
from local_aws.client.stacks import Stack

from .nodegroup_stack import TYPE
from .scene import Scene
from .shared import SceneAws

ROOT = Path(__file__).resolve().parents[2]
SERVICE_TOKEN_EXPORT = "EksEfaNodeGroupServiceToken"


@pytest.fixture(scope="session")
def templates(local: SceneAws) -> dict[str, dict]:
    """By stack."""
    return local.once("cdk-templates", lambda: synthesised(local))


def test_the_app_has_the_node_group_in_three_ways(templates: dict[str, dict]) -> None:
    kinds = {
        stack: sorted({resource["Type"] for resource in template["Resources"].values()} - {"AWS::CDK::Metadata"})
        for stack, template in templates.items()
    }
    assert kinds == {"Construct": [TYPE], "Registry": [TYPE], "CustomResource": ["Custom::EksEfaNodeGroup"]}


def test_cfn_lint(templates: dict[str, dict]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        schemas = Path(folder) / "schemas"
        schemas.mkdir()
        shutil.copy(ROOT / "schema.json", schemas)
        paths = [Path(folder) / f"{stack}.template.json" for stack in templates]
        for path in paths:
            path.write_text(json.dumps(templates[path.name.split(".")[0]]))
        command = [
            str(Path(sys.executable).with_name("cfn-lint")),
            "--registry-schemas",
            str(schemas),
            "--",
            *map(str, paths),
        ]
        linted = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert (linted.returncode, linted.stdout) == (0, "")


@pytest.mark.parametrize("stack", ["Construct", "Registry", "CustomResource"])
def test_the_node_group_is_made_and_deleted(scene: Scene, stack: str, templates: dict[str, dict]) -> None:
    cloudformation = scene.local.client("cloudformation")
    deployed = Stack(cloudformation, f"{scene.cluster}-{stack}")
    environment = scene.local.environment
    # what a bootstrapped account has, and every template of the CDK asks for
    scene.local.client("ssm").put_parameter(
        Name="/cdk-bootstrap/hnb659fds/version", Value="21", Type="String", Overwrite=True
    )
    parameters = {
        "ClusterName": scene.cluster,
        "NodeRole": environment["NODE_ROLE_ARN"],
        "Subnets": environment["SUBNET_IDS"],
    }
    if stack == "CustomResource":
        exports = cloudformation.list_exports()["Exports"]
        parameters["ServiceToken"] = next(
            export["Value"] for export in exports if export["Name"] == SERVICE_TOKEN_EXPORT
        )
    made = deployed.create(json.dumps(templates[stack]), parameters)
    assert made.status == "CREATE_COMPLETE", [event.get("ResourceStatusReason") for event in made.events]
    assert made.outputs["EfaInterfaceCount"] == "32"
    cluster, name, _ = made.outputs["Id"].split("/")
    nodegroup = scene.nodegroup(name)
    assert cluster == scene.cluster
    assert nodegroup["labels"]["team"] == "research"
    assert nodegroup["resources"]["autoScalingGroups"] == [{"name": made.outputs["AutoScalingGroupName"]}]
    assert deployed.delete().status == "DELETE_COMPLETE"


def synthesised(local: SceneAws) -> dict[str, dict]:
    with tempfile.TemporaryDirectory() as folder, local.lock("dist"):
        return _synthesise(Path(folder))


def _synthesise(app: Path) -> dict[str, dict]:
    """As a user would: the app beside a node_modules folder with the packed package and the CDK."""
    npm_project.install(npm_project.packed_package(), app)
    shutil.copy(ROOT / "examples/cdk/app.mjs", app)
    # the packages find each other where they are linked
    subprocess.run(
        ["node", "--preserve-symlinks", "app.mjs"],
        cwd=app,
        check=True,
        env={**os.environ, "CDK_OUTDIR": str(app / "out")},
    )
    return {path.name.split(".")[0]: json.loads(path.read_text()) for path in (app / "out").glob("*.template.json")}
