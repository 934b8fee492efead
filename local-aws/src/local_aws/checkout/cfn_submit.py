"""Registers the type of this checkout on a local AWS with the CloudFormation CLI itself: `cfn generate`, `cfn
submit`."""

import json
import os
import subprocess
import sys
from pathlib import Path

from efa_tools import resource_role
from efa_tools.permissions import TABLE
from local_aws.checkout.locks import build_lock
from local_aws.checkout.paths import ROOT
from local_aws.client.connection import Connection


class SubmitFailed(Exception):
    """The CLI failed. The text is its output."""


def submit(local: Connection) -> str:
    """Registers the checkout's package and makes it the default version. Returns what the CLI printed."""
    with build_lock():
        # The role that the CLI makes from it is not in git: `generate` writes it from schema.json.
        cfn(local, "generate")
        resource_role.rewrite(ROOT, json.loads((ROOT / TABLE).read_text()))
        return cfn(local, "submit", "--set-default", "--region", local.region)


def cfn(local: Connection, *arguments: str) -> str:
    command = [str(Path(sys.executable).with_name("cfn")), *arguments]
    environment = {**os.environ, **local.environment}
    ran = subprocess.run(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if ran.returncode != 0:
        raise SubmitFailed(f"{' '.join(arguments)} ended with {ran.returncode}:\n{ran.stdout}")
    return ran.stdout
