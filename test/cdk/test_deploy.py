"""An app with the provider and a node group, deployed, updated and destroyed by the CDK's own command line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from efa_tools.checkout_copy import copy_of_checkout, make
from efa_tools.registry_package import PACKAGE
from local_aws.client.inventory import differences, inventory, ours
from local_aws.launcher.local_aws import LocalAws

from .cli import CdkApp, Ran


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registry type's, which the CloudFormation CLI makes."""
    target = tmp_path_factory.mktemp("package") / PACKAGE
    with copy_of_checkout() as folder:
        make(folder, "package")
        target.write_bytes((folder / PACKAGE).read_bytes())
    return target


def test_provider_and_nodes_in_one_go(app: Callable[[str], CdkApp], local: LocalAws) -> None:
    made = app("provider-and-nodes.mjs")
    succeeded(made.run("bootstrap", "aws://123456789012/us-west-2", MAX_SIZE="4"))
    before = inventory(local)

    succeeded(deployed(made, MAX_SIZE="4"))
    [name] = set(nodegroups(local)) - {local.environment["OTHERS_NODEGROUP_NAME"]}
    first = nodegroup(local, name)
    assert first["status"] == "ACTIVE"
    assert first["subnets"]
    assert first["nodeRole"] != local.environment["NODE_ROLE_ARN"]

    succeeded(deployed(made, MAX_SIZE="8"))
    in_place = nodegroup(local, name)
    assert in_place["scalingConfig"]["maxSize"] == 8
    assert in_place["launchTemplate"] == first["launchTemplate"]

    succeeded(deployed(made, MAX_SIZE="8", MONITORING="true"))
    rolled = nodegroup(local, name)
    assert rolled["launchTemplate"]["id"] == first["launchTemplate"]["id"]
    assert int(rolled["launchTemplate"]["version"]) > int(first["launchTemplate"]["version"])

    succeeded(made.run("destroy", "--force", MAX_SIZE="8"))
    after = inventory(local)
    assert ours(after) == []
    assert differences(before, after) == []


def test_type_and_nodes_in_two_stacks(app: Callable[[str], CdkApp], local: LocalAws, package: Path) -> None:
    made = app("type-and-nodes.mjs")
    succeeded(made.run("bootstrap", "aws://123456789012/us-west-2", PACKAGE=str(package)))
    before = inventory(local)

    succeeded(made.run("deploy", "--all", "--require-approval", "never", PACKAGE=str(package)))
    [name] = set(nodegroups(local)) - {local.environment["OTHERS_NODEGROUP_NAME"]}
    assert nodegroup(local, name)["status"] == "ACTIVE"

    succeeded(made.run("destroy", "--all", "--force", PACKAGE=str(package)))
    after = inventory(local)
    assert ours(after) == []
    assert differences(before, after) == []
    types = local.client("cloudformation").list_types(Visibility="PRIVATE")["TypeSummaries"]
    assert types == []


def deployed(made: CdkApp, **environment: str) -> Ran:
    return made.run("deploy", "--require-approval", "never", **environment)


def succeeded(ran: Ran) -> None:
    assert ran.exit_code == 0, ran.printed


def nodegroups(local: LocalAws) -> list[str]:
    found: list[str] = local.client("eks").list_nodegroups(clusterName=local.environment["CLUSTER_NAME"])["nodegroups"]
    return found


def nodegroup(local: LocalAws, name: str) -> dict:
    found: dict = local.client("eks").describe_nodegroup(
        clusterName=local.environment["CLUSTER_NAME"], nodegroupName=name
    )["nodegroup"]
    return found
