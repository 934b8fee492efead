"""What MiniStack's Lambda lacks, and handlers need."""

import json
import threading
from collections.abc import Callable, Iterator

import pytest

from local_aws.cloudformation import log_patches

from .server import RunningServer, start
from .thing_type import zipped

AT_ONCE = 2

FUNCTION = r"""
const fs = require('fs'), os = require('os'), path = require('path');
const note = (line) => fs.appendFileSync(path.join(os.tmpdir(), 'notes'), line + '\n');
class NoCapacity extends Error { constructor(text) { super(text); this.name = 'NoCapacity'; } }

exports.handler = async (event) => {
  if (event.fail) throw new NoCapacity('none left');
  if (event.overlap) {
    note('start');
    await new Promise((resolve) => setTimeout(resolve, 300));
    note('end');
    return;
  }
};
"""


@pytest.fixture(scope="module")
def running() -> Iterator[RunningServer]:
    server = start({"LAMBDA_PARALLEL": str(AT_ONCE)})
    yield server
    server.stop()


@pytest.fixture(scope="module")
def function_arn(running: RunningServer) -> str:
    return running.client("lambda").create_function(
        FunctionName="function",
        Runtime="nodejs22.x",
        Handler="index.handler",
        Role="arn:aws:iam::123456789012:role/function",
        Timeout=30,
        Code={"ZipFile": zipped({"index.js": FUNCTION})},
    )["FunctionArn"]


@pytest.fixture
def notes(running: RunningServer) -> Callable[[], list[str]]:
    path = running.folder.temporary / "notes"
    path.write_text("")
    return lambda: path.read_text().split("\n")[:-1]


def invoke(running: RunningServer, event: dict) -> dict:
    answer = running.client("lambda").invoke(FunctionName="function", Payload=json.dumps(event))
    return json.loads(answer["Payload"].read() or "null")


def test_error_type_is_the_thrown_errors_name(
    running: RunningServer, function_arn: str, notes: Callable[[], list[str]]
) -> None:
    answer = invoke(running, {"fail": True})
    assert (answer["errorType"], answer["errorMessage"]) == ("NoCapacity", "none left")


def test_functions_that_run_at_once_are_bounded(
    running: RunningServer, function_arn: str, notes: Callable[[], list[str]]
) -> None:
    threads = [threading.Thread(target=invoke, args=(running, {"overlap": True})) for _ in range(3 * AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    running_now, most = 0, 0
    for line in notes():
        running_now += 1 if line == "start" else -1
        most = max(most, running_now)
    assert notes().count("end") == len(threads)
    assert most == AT_ONCE


def test_log_groups_are_described_again_where_a_stream_was_added_meanwhile() -> None:
    failures = iter([RuntimeError(log_patches.CHANGED)] * 2)

    def describe(request: dict) -> int:
        for failure in failures:
            raise failure
        return request["limit"]

    assert log_patches.repeated(describe)({"limit": 5}) == 5


def test_no_other_error_is_hidden() -> None:
    def describe(_: dict) -> None:
        raise RuntimeError("another one")

    with pytest.raises(RuntimeError, match="another one"):
        log_patches.repeated(describe)({})
