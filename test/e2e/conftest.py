"""One local AWS in us-east-1 for all tests, with the type registered once and the custom resource's provider.

    .venv/bin/python -m pytest test/e2e -n 16 --dist worksteal

Tests mostly wait, so that many more workers than processors are worth it. A test that takes a `scene` has a cluster and
stacks of its own (scene.py), so that nothing of one test shows in another. A test with the mark `long` takes more than
twice as long as most, or starts a local AWS of its own.
"""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from .nodegroup_stack import CustomNodeGroupStack, NodeGroupStack
from .scene import Scene
from .shared import SceneAws, SharedAws, connect

SHARED, FAILED = pytest.StashKey[SharedAws](), pytest.StashKey[bool]()
LONG = "long"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{LONG}: the test takes long, so it begins early")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Before pytest-xdist starts a worker."""
    node.workerinput["shared_aws"] = str(started(node.config).folder)


def started(config: pytest.Config) -> SharedAws:
    """The local AWS that this process starts for all workers, or for itself. It ends with the run, whatever happens."""
    if SHARED not in config.stash:
        shared = config.stash[SHARED] = SharedAws()
        config.add_cleanup(shared.end)
    return config.stash[SHARED]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """The check of all tests together is reported as the error of a test that stands for them."""
    if SHARED not in session.config.stash or exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return
    problems = session.config.stash[SHARED].problems()
    if problems:
        name = "nothing of ours is left, nothing of others changed"
        report = pytest.TestReport(
            nodeid=f"test/e2e/conftest.py::{name}",
            location=("test/e2e/conftest.py", None, name),
            keywords={},
            outcome="failed",
            longrepr="\n".join(problems),
            when="setup",
        )
        session.config.hook.pytest_runtest_logreport(report=report)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """pytest-xdist gives each worker an equal share of the list, in its order: each share begins with long tests."""
    shares = getattr(config, "workerinput", {}).get("workercount", 1)
    items.sort(key=lambda item: item.get_closest_marker(LONG) is None)
    items[:] = [item for share in range(shares) for item in items[share::shares]]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def local(request: pytest.FixtureRequest) -> SceneAws:
    worker_input: dict[str, str] | None = getattr(request.config, "workerinput", None)
    return connect(Path(worker_input["shared_aws"]) if worker_input else started(request.config).folder)


@pytest.fixture(params=[NodeGroupStack, CustomNodeGroupStack], ids=["type", "custom"])
def entry_point(request: pytest.FixtureRequest) -> type[NodeGroupStack]:
    """For tests of both."""
    kind: type[NodeGroupStack] = request.param
    return kind


@pytest.fixture
def scene(local: SceneAws, request: pytest.FixtureRequest) -> Iterator[Scene]:
    scene = Scene(local, request.node.name)
    try:
        scene.set_up()
        yield scene
    finally:
        scene.tear_down(failed=request.node.stash.get(FAILED, False))
