"""The CDK's own command line, run in an app that has the packed package."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from efa_tools import checkout, npm_project
from local_aws.client.connection import Connection

APPS = Path(__file__).parent / "apps"
CONTEXT = "cdk.context.json"


@dataclass(frozen=True)
class Ran:
    exit_code: int
    printed: str


class CdkApp:
    """The folder of one app of apps/, as `cdk init` would leave it: without cdk.context.json."""

    def __init__(self, local: Connection, tarball: Path, folder: Path, app: str):
        self._local, self.folder, self._app = local, folder, app
        npm_project.install(tarball, folder)
        shutil.copy(APPS / app, folder)

    def run(self, *arguments: str, **environment: str) -> Ran:
        """`cdk ARGUMENTS`, with the look-ups on the local AWS, and nothing of the caller's but PATH."""
        cli = checkout.current() / "node_modules/aws-cdk/bin/cdk"
        app = ["--app", f"node --preserve-symlinks {self._app}", "--output", "out"]
        options = ["--no-notices", "--no-version-reporting", "--ci"]
        ran = subprocess.run(
            ["node", str(cli), *arguments, *app, *options],
            cwd=self.folder,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.folder),
                "CDK_DISABLE_CLI_TELEMETRY": "true",
                **self._local.environment,
                **environment,
            },
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=500,
        )
        return Ran(ran.returncode, ran.stdout)

    def context(self) -> dict[str, object]:
        """What the CLI looked up and keeps, by key."""
        found: dict[str, object] = json.loads((self.folder / CONTEXT).read_text())
        return found

    def properties(self, stack: str, resource: str = "Efa::EKS::NodeGroup") -> dict:
        """Of the one resource of that type in a synthesised stack, `Stage/Stack` or `Stack`."""
        *stages, name = stack.split("/")
        folder = self.folder.joinpath("out", *(f"assembly-{stage}" for stage in stages))
        # a stage's stacks have a hash in their file's name
        [path] = folder.glob(f"{''.join(stages)}{name}{'????????' if stages else ''}.template.json")
        template = json.loads(path.read_text())
        [found] = [each for each in template["Resources"].values() if each["Type"] == resource]
        properties: dict = found["Properties"]
        return properties
