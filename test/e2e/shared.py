"""The one local AWS of a run, which all workers of pytest-xdist share.

The process that distributes the tests (without pytest-xdist the only one) starts and ends it. The workers connect to it
as soon as it is ready.
"""

import json
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from local_aws.checkout import custom_resource_provider
from local_aws.checkout.cfn_submit import submit
from local_aws.checkout.locks import file_lock
from local_aws.client.connection import Connection
from local_aws.client.inventory import differences, inventory, ours, settled_inventory
from local_aws.launcher.local_aws import LocalAws
from local_aws.launcher.work_folder import WorkFolder

REGION = "us-east-1"
# Handlers mostly wait: for their process to start, and for each log line to be accepted.
SETTINGS = {"CALLBACK_DELAY_SCALE": "0.001", "SFN_WAIT_SCALE": "0.005", "LAMBDA_PARALLEL": "18"}
START_TIMEOUT_SECONDS = 300


class SceneAws(Connection):
    """A connection to a local AWS in which scenes are set, from any process."""

    def __init__(self, region: str, environment: dict[str, str], folder: Path, machine: str = ""):
        """folder: one for all processes that use this local AWS. machine: the ARN of the custom resource's state
        machine, where its provider is deployed."""
        super().__init__(region, environment)
        self.machine, self.folder = machine, folder

    def lock(self, name: str) -> AbstractContextManager[None]:
        """One of these processes at a time."""
        return file_lock(self.folder / f"{name}.lock")

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` returns, a JSON value, in the first process that asks. The others wait for it."""
        kept = self.folder / f"{name}.json"
        with self.lock(name):
            if not kept.exists():
                kept.write_text(json.dumps(make()))
            return json.loads(kept.read_text())


def scene_aws(local: LocalAws, machine: str = "") -> SceneAws:
    """Of a local AWS that a test starts for itself."""
    return SceneAws(local.region, local.environment, local.folder, machine)


def deployed_provider(local: LocalAws) -> str:
    """Deploys the custom resource's provider. Returns the ARN of its state machine."""
    _, installed = custom_resource_provider.install(local)
    assert installed.status == "CREATE_COMPLETE", installed.events
    return installed.outputs["StateMachineArn"]


def connect(folder: Path) -> SceneAws:
    """Waits until the shared local AWS is ready. Raises AssertionError with the reason when it could not be started."""
    ready, deadline = folder / "ready.json", time.monotonic() + START_TIMEOUT_SECONDS
    while not ready.exists():
        assert time.monotonic() < deadline, "The shared local AWS is not ready."
        time.sleep(0.1)
    described = json.loads(ready.read_text())
    assert "error" not in described, described["error"]
    return SceneAws(REGION, described["environment"], folder, described["machine"])


class SharedAws:
    """The shared local AWS, with the type registered and the custom resource's provider deployed."""

    def __init__(self) -> None:
        self._work = WorkFolder()
        self.folder = self._work.path
        self._local = LocalAws(REGION, SETTINGS)
        self._before: dict[str, dict] = {}
        self._starting = threading.Thread(target=self._start)
        self._starting.start()

    def problems(self) -> list[str]:
        """What the tests left behind, and what they changed of others."""
        self._starting.join()
        if not self._before:
            return []
        after = inventory(self._local)
        return [
            *(f"{thing} is left" for thing in ours(after)),
            *(f"of others: {difference}" for difference in differences(self._before, after)),
        ]

    def end(self) -> None:
        self._starting.join()
        self._local.stop()
        self._work.remove()

    def _start(self) -> None:
        try:
            described: dict[str, Any] = self._started()
        except Exception as error:  # noqa: BLE001 - the workers raise it
            described = {"error": f"{type(error).__name__}: {error}"}
        unfinished = self.folder / "ready.json.part"
        unfinished.write_text(json.dumps(described))
        unfinished.rename(self.folder / "ready.json")

    def _started(self) -> dict[str, Any]:
        self._local.start()
        submit(self._local)
        machine = deployed_provider(self._local)
        for model in ("eks::nodegroup", "eks::nodegroup-update"):
            # One poll still shows the old state, so that every operation waits.
            self._local.ec2_eks_route(
                "POST",
                "/moto-api/state-manager/set-transition",
                {"model_name": model, "transition": {"progression": "manual", "times": 1}},
            )
        self._before = settled_inventory(self._local)
        return {"environment": self._local.environment, "machine": machine}
