"""`make demo` itself."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROMISES = (
    "the stack is CREATE_COMPLETE",
    "at most 19 calls in 6 round trips, with a new security group",
    "32 interfaces, cards 0 to 31 once each",
    "one zone is used, and it offers the type",
    "the security group has the two self rules and nothing else",
    "the template has no field that EKS forbids",
    "the user data makes one RAID0 array of the disks",
    "no roll: the template version did not change",
    "one roll",
    "one error that names the property and the type",
    "at most 10 calls besides polling and in-use retries",
    "nothing of ours is left (0 resources carry efa-node-group:id)",
    "nothing of others is gone or changed",
)


@pytest.mark.long
def test_the_demo_keeps_every_promise() -> None:
    demo = [sys.executable, "-m", "demo.registry_type"]
    ran = subprocess.run(demo, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert ran.returncode == 0, ran.stdout
    assert [text for text in PROMISES if f"    ok  {text}\n" not in ran.stdout] == []
    assert "BROKEN" not in ran.stdout
    assert "every promise was kept" in ran.stdout
