"""examples/cdk, synthesised with the npm package as it is packed: clean by cfn-lint, and deployed on the local AWS."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
from pathlib import Path

import pytest

from local_aws.client.stacks import Stack

from .scene import TYPE

ROOT = Path(__file__).resolve().parents[2]
SERVICE_TOKEN_EXPORT = "EksEfaNodeGroupServiceToken"
synthesising = threading.Lock()
templates: dict[str, dict] = {}


@pytest.mark.usefixtures("alone")
def test_the_app_has_the_node_group_in_three_ways():
    kinds = {
        stack: sorted({resource["Type"] for resource in template["Resources"].values()} - {"AWS::CDK::Metadata"})
        for stack, template in synthesised().items()
    }
    assert kinds == {"Construct": [TYPE], "Registry": [TYPE], "CustomResource": ["Custom::EksEfaNodeGroup"]}


@pytest.mark.usefixtures("alone")
def test_cfn_lint():
    with tempfile.TemporaryDirectory() as folder:
        schemas = Path(folder) / "schemas"
        schemas.mkdir()
        shutil.copy(ROOT / "schema.json", schemas)
        paths = [Path(folder) / f"{stack}.template.json" for stack in synthesised()]
        for path in paths:
            path.write_text(json.dumps(synthesised()[path.name.split(".")[0]]))
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
def test_the_node_group_is_made_and_deleted(scene, stack):
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
    made = deployed.create(json.dumps(synthesised()[stack]), parameters)
    assert made.status == "CREATE_COMPLETE", [event.get("ResourceStatusReason") for event in made.events]
    assert made.outputs["EfaInterfaceCount"] == "32"
    cluster, name, _ = made.outputs["Id"].split("/")
    nodegroup = scene.nodegroup(name)
    assert cluster == scene.cluster
    assert nodegroup["labels"]["team"] == "research"
    assert nodegroup["resources"]["autoScalingGroups"] == [{"name": made.outputs["AutoScalingGroupName"]}]
    assert deployed.delete().status == "DELETE_COMPLETE"


def synthesised() -> dict[str, dict]:
    """The templates, by stack. Made once."""
    with synthesising:
        if not templates:
            with tempfile.TemporaryDirectory() as folder:
                templates.update(_synthesise(Path(folder)))
    return templates


def _synthesise(app: Path) -> dict[str, dict]:
    """As a user would: the app beside a node_modules folder with the packed package and the CDK."""
    subprocess.run(["node", str(ROOT / "scripts/npm-package.mjs")], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    [tarball] = (ROOT / "dist").glob("*.tgz")
    modules = app / "node_modules"
    modules.mkdir()
    with tarfile.open(tarball) as packed:
        packed.extractall(modules, filter="data")
    (modules / "package").rename(modules / "eks-efa-nodegroup")
    for installed in (ROOT / "node_modules").glob("[!.]*"):
        (modules / installed.name).symlink_to(installed)
    shutil.copy(ROOT / "examples/cdk/app.mjs", app)
    # the packages find each other where they are linked
    subprocess.run(
        ["node", "--preserve-symlinks", "app.mjs"],
        cwd=app,
        check=True,
        env={**os.environ, "CDK_OUTDIR": str(app / "out")},
    )
    return {path.name.split(".")[0]: json.loads(path.read_text()) for path in (app / "out").glob("*.template.json")}
