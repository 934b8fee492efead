"""Each row, asked of the local AWS; test/cross-check/cross-check.test.ts asks the same of test/world."""

import os
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from tests.ec2_eks.cross_check.local_side import LocalSide
from tests.ec2_eks.cross_check.rows import Row, all_rows, matches
from tests.ec2_eks.world import World

# For the last lines of `make test`, which compares it with that of test/world.
REPORT = os.environ.get("CROSS_CHECK_LOCAL")


class Sides:
    """A new scene for each row, unless the row before was refused or only read: that changes nothing."""

    untouched: LocalSide | None = None

    def new(self, endpoint: str) -> LocalSide:
        world = World(endpoint)
        world.control("POST", "/moto-api/reset")
        return LocalSide(world)


@pytest.fixture(scope="module")
def sides() -> Sides:
    return Sides()


@pytest.mark.parametrize("row", all_rows(), ids=lambda row: row.name)
def test_row(endpoint: str, sides: Sides, row: Row) -> None:
    side, sides.untouched = sides.untouched or sides.new(endpoint), None
    for step in row.steps:
        side.prepare(step)
    code, message, answer = None, "", {}
    try:
        answer = side.call(row.call, row.request)
    except ClientError as error:
        code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
    assert code == row.code, message
    assert side.names.fill(row.text) in message
    shows = side.names.fill(row.shows)
    assert matches(answer, shows), f"{answer} does not show {shows}"
    if not row.steps and (code or ":Describe" in row.call or ":List" in row.call):
        sides.untouched = side
    if REPORT:
        with Path(REPORT).open("a") as report:
            report.write(f"{row.name}\n")
