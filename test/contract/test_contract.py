"""AWS's contract suite against the bundled handler, and that it would see the handler break.

The suite names 15 tests. With a read-only primary identifier it skips two by itself (resource_client.py,
has_only_writable_identifiers): those two run here from a copy of the schema that names the Id as create-only too.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from local_aws.contract.suite import Contract, Ran, input_sets
from local_aws.launcher.local_aws import LocalAws

SKIPPED = ["contract_create_create", "contract_delete_create"]
PASSED = [
    "contract_check_asserts_work",
    "contract_create_delete",
    "contract_create_list",
    "contract_create_read",
    "contract_create_taggable",
    "contract_delete_delete",
    "contract_delete_list",
    "contract_delete_read",
    "contract_delete_update",
    "contract_update_list",
    "contract_update_read",
    "contract_update_tag_updatable",
    "contract_update_without_create",
]

# What a handler answers instead, by the test that guards it.
BROKEN = {
    "contract_update_without_create": """
        if (event.action === 'UPDATE' && answer.errorCode === 'NotFound')
            return { status: 'SUCCESS', resourceModel: event.requestData.resourceProperties };""",
    "contract_create_read": """
        if (event.action === 'READ') delete answer.resourceModel?.Tags;""",
    "contract_create_list": """
        if (event.action === 'LIST') answer.resourceModels = [];""",
}
BROKEN_HANDLER = """
const { entrypoint } = require('./handlers.js');
exports.entrypoint = async (event, context) => {
    const answer = JSON.parse(JSON.stringify(await entrypoint(event, context)));
    %s
    return answer;
};
"""


# By kind and by number or name.
Runs = dict[tuple[str, int | str | None], Future[Ran]]


@pytest.fixture(scope="module")
def runs(contract: Contract) -> Iterator[Runs]:
    """All runs, at the same time: what takes long in them is waiting."""
    with ThreadPoolExecutor(max_workers=16) as pool:
        yield (
            {("suite", number): pool.submit(contract.run, number) for number in input_sets()}
            | {("broken", name): pool.submit(run_broken, contract, name) for name in BROKEN}
            | {("skipped", None): pool.submit(run_skipped, contract)}
        )


def run_broken(contract: Contract, name: str) -> Ran:
    files = {"dist/broken.js": BROKEN_HANDLER % BROKEN[name]}
    function = contract.function(f"broken-{name.replace('_', '-')}", "dist/broken.entrypoint", files)
    return contract.run(1, "-k", name, function=function)


def run_skipped(contract: Contract) -> Ran:
    return contract.run(
        1,
        "-k",
        " or ".join(SKIPPED),
        change_schema=lambda schema: {
            **schema,
            "createOnlyProperties": [*schema["createOnlyProperties"], "/properties/Id"],
        },
        change_inputs=lambda inputs: {**inputs, "NodegroupName": "contract"},
    )


def outcome(runs: Runs, kind: str, which: int | str | None, name: str) -> str:
    ran = runs[kind, which].result()
    print(ran.output)
    return ran.outcomes.get(name, "not run")


@pytest.mark.parametrize("inputs", input_sets())
def test_the_suite_is_these_15(runs: Runs, inputs: int) -> None:
    assert sorted(runs["suite", inputs].result().outcomes) == sorted([*PASSED, *SKIPPED])


@pytest.mark.parametrize("name", PASSED)
@pytest.mark.parametrize("inputs", input_sets())
def test_passes(runs: Runs, inputs: int, name: str) -> None:
    assert outcome(runs, "suite", inputs, name) == "PASSED"


@pytest.mark.parametrize("name", SKIPPED)
@pytest.mark.parametrize("inputs", input_sets())
def test_the_suite_skips(runs: Runs, inputs: int, name: str) -> None:
    assert outcome(runs, "suite", inputs, name) == "SKIPPED"


@pytest.mark.parametrize("name", SKIPPED)
def test_what_the_suite_skips(runs: Runs, name: str) -> None:
    """A second create with a name that is taken: AlreadyExists. Create again after delete: succeeds."""
    assert outcome(runs, "skipped", None, name) == "PASSED"


@pytest.mark.parametrize("name", BROKEN)
def test_the_suite_sees_a_broken_handler(runs: Runs, name: str) -> None:
    assert outcome(runs, "broken", name, name) == "FAILED"


def test_nothing_is_left(runs: Runs, local: LocalAws) -> None:
    for run in runs.values():
        run.result()
    ec2 = local.client("ec2")
    ours = [{"Name": "tag-key", "Values": ["efa-node-group:id"]}]
    assert ec2.describe_launch_templates(Filters=ours)["LaunchTemplates"] == []
    assert ec2.describe_security_groups(Filters=ours)["SecurityGroups"] == []
    assert ec2.describe_placement_groups(Filters=ours)["PlacementGroups"] == []
    names = local.client("eks").list_nodegroups(clusterName=local.environment["CLUSTER_NAME"])["nodegroups"]
    assert names == [local.environment["OTHERS_NODEGROUP_NAME"]]
