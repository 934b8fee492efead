"""One local AWS in us-east-1 with the type registered once and the custom resource's provider; the tests run at the
same time.

A test that takes a `scene` has a cluster and stacks of its own (scene.py), so that nothing of one test shows in
another; one that uses `alone` has nothing to do with this local AWS. All begin when the first of them is due, in
threads; pytest waits here for the one that it is about to report. So a test takes no other fixture.
"""

from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from local_aws.checkout import custom_resource_provider
from local_aws.checkout.cfn_submit import submit
from local_aws.client.inventory import differences, inventory, ours, settled_inventory
from local_aws.launcher.local_aws import LocalAws

from .scene import Scene

# Most of a handler's time it waits: for its process to start, and for each log line to be taken.
PARALLEL = 14
SETTINGS = {"CALLBACK_DELAY_SCALE": "0.001", "SFN_WAIT_SCALE": "0.005", "LAMBDA_PARALLEL": str(PARALLEL + 4)}

running: dict[str, Future] = {}


@pytest.fixture(scope="session")
def local():
    with LocalAws("us-east-1", SETTINGS) as local:
        submit(local)
        _, installed = custom_resource_provider.install(local)
        assert installed.status == "CREATE_COMPLETE", installed.events
        local.machine = installed.outputs["StateMachineArn"]
        for model in ("eks::nodegroup", "eks::nodegroup-update"):
            # One look still shows the old state, so that every operation waits.
            local.ec2_eks_route(
                "POST",
                "/moto-api/state-manager/set-transition",
                {"model_name": model, "transition": {"progression": "manual", "times": 1}},
            )
        before = settled_inventory(local)
        yield local
        after = inventory(local)
        assert ours(after) == [], "something of ours is left"
        assert differences(before, after) == [], "something of others is gone or changed"


@pytest.fixture(scope="session")
def started(request):
    items = request.session.items
    alone = [item for item in items if "alone" in item.fixturenames]
    in_scenes = [item for item in items if "scene" in item.fixturenames]
    local = request.getfixturevalue("local") if in_scenes else None
    with ThreadPoolExecutor(PARALLEL) as scenes, ThreadPoolExecutor(max(len(alone), 1)) as others:
        for item in alone:
            running[item.nodeid] = others.submit(item.function)
        for item in in_scenes:
            running[item.nodeid] = scenes.submit(run_in_scene, local, item)
        yield
        scenes.shutdown(cancel_futures=True)


@pytest.fixture
def scene(started):
    """A Scene: run_in_scene makes it, in the test's own thread."""


@pytest.fixture
def alone(started):
    """Nothing: the test makes what it needs."""


def run_in_scene(local, item) -> None:
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    with Scene(local, item.name) as scene:
        item.function(scene=scene, **parameters)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    if pyfuncitem.nodeid not in running:
        return None
    running[pyfuncitem.nodeid].result()
    return True
