"""`make demo-custom` itself."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROMISES = (
    "the service token is exported",
    "every attribute has a value",
    "Ref and Id are the tag of all four resources",
    "no changing call",
    "one change, recorded before and after it, and no roll",
    "one roll",
    "the new one was created before the old one was deleted",
    "the clean-up touched nothing of the new one",
    "every resource, id and setting is as before",
    "one reason, with the health code and EKS's own words",
    "CloudFormation cancelled the create",
    "nothing of it is left, also when its executions have ended",
    "nothing of ours is left (0 resources carry efa-node-group:id)",
    "nothing of others is gone or changed",
    "no execution failed by itself",
)


@pytest.mark.long
def test_the_demo_keeps_every_promise() -> None:
    demo = [sys.executable, "-m", "demo.custom_resource"]
    ran = subprocess.run(demo, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert ran.returncode == 0, ran.stdout
    assert [text for text in PROMISES if f"    ok  {text}\n" not in ran.stdout] == []
    assert "BROKEN" not in ran.stdout
    assert "every promise was kept" in ran.stdout
