"""AWS's contract suite (`cfn test`) against the bundled handler on the local AWS: `make contract`.

    local-aws contract                            all inputs, at the same time; ends with each test by name
    local-aws contract -- -k contract_create_read  what follows -- goes to the suite's pytest

Ends with exit code 0 when nothing failed and each set of inputs ran at least one test.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from local_aws.checkout.paths import ROOT
from local_aws.client.stacks import Stack
from local_aws.launcher.local_aws import LocalAws
from local_aws.launcher.servers import ACCOUNT_ID
from local_aws.launcher.work_folder import WorkFolder

INPUTS = ROOT / "inputs"
EXPORTS = ROOT / "test" / "contract" / "exports.yaml"
# Two zones that offer every instance type of the inputs.
REGION, ZONES = "us-east-1", ("us-east-1a", "us-east-1b")
DELAY_SCALE = "0.02"  # a wait of 30 s takes 0.6 s
FUNCTION_TIMEOUT_SECONDS, FUNCTION_MEMORY_MIB = 60, 512
# The order in which a second word about the same test (an error of its clean-up) replaces the first.
OUTCOMES = ("SKIPPED", "PASSED", "FAILED", "ERROR")
RESULT = re.compile(rf"::(contract_\w+) ({'|'.join(OUTCOMES)})")


# Takes the content of a JSON file, and returns what replaces it.
Change = Callable[[dict], dict]


class ContractFailed(Exception):
    """The suite could not run; the text says why."""


@dataclass(frozen=True)
class Ran:
    """One run of the suite with one set of inputs: what it printed, and each test's outcome by name."""

    inputs: int
    output: str
    outcomes: dict[str, str]

    @property
    def passed(self) -> bool:
        return "PASSED" in self.outcomes.values() and not {"FAILED", "ERROR"} & set(self.outcomes.values())


class Contract:
    """The bundle of this checkout as a function of a local AWS, and the suite's runs against it. The local AWS holds
    nothing of ours when a run is over."""

    def __init__(self, local: LocalAws):
        self._local = local
        self._bundle = bundle()
        self._exports()
        self.function("TypeFunction")

    def function(
        self,
        name: str,
        entrypoint: str | None = None,
        files: dict[str, str] | None = None,
        variables: dict[str, str] | None = None,
    ) -> str:
        """Creates a function of the bundle, with more files beside it and more environment variables. Returns its
        name."""
        config = json.loads((ROOT / ".rpdk-config").read_text())
        self._local.client("lambda").create_function(
            FunctionName=name,
            Runtime=config["runtime"],
            Handler=entrypoint or config["entrypoint"],
            Role=f"arn:aws:iam::{ACCOUNT_ID}:role/{name}",
            Timeout=FUNCTION_TIMEOUT_SECONDS,
            MemorySize=FUNCTION_MEMORY_MIB,
            Environment={"Variables": variables or {}},
            Code={"ZipFile": zipped({**self._bundle, **(files or {})})},
        )
        return name

    def run(
        self,
        inputs: int = 1,
        *options: str,
        function: str = "TypeFunction",
        change_schema: Change | None = None,
        change_inputs: Change | None = None,
    ) -> Ran:
        """Runs `cfn test` with one set of inputs; options go to its pytest. The changes take what schema.json or an
        input holds and answer what the suite reads instead. Raises ContractFailed if no test ran."""
        work = WorkFolder()
        try:
            project(work.path, inputs, change_schema, change_inputs)
            ran = self._cfn_test(work, function, options)
        finally:
            work.remove()
        outcomes = outcomes_of(ran.stdout)
        if not outcomes:
            raise ContractFailed(f"cfn test ended with {ran.returncode} and ran no test:\n{ran.stdout}")
        return Ran(inputs, ran.stdout, outcomes)

    def run_all(self, *options: str) -> list[Ran]:
        """All sets of inputs at the same time."""
        with ThreadPoolExecutor() as pool:
            return list(pool.map(lambda inputs: self.run(inputs, *options), input_sets()))

    def _cfn_test(self, work: WorkFolder, function: str, options: tuple[str, ...]) -> subprocess.CompletedProcess:
        endpoint = self._local.environment["AWS_ENDPOINT_URL"]
        command = [
            sys.executable,
            "-P",
            "-m",
            "local_aws.contract.cfn_local",
            "test",
            "--region",
            REGION,
            "--function-name",
            function,
            "--endpoint",
            endpoint,
            "--cloudformation-endpoint-url",
            endpoint,
            "--",
            "-p",
            "no:cacheprovider",
            "-o",
            "log_cli=false",
            "--disable-warnings",
            *options,
        ]
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(work.path),
            "TMPDIR": str(work.temporary),
            "LANG": "C.UTF-8",
            "CALLBACK_DELAY_SCALE": DELAY_SCALE,
            **self._local.environment,
        }
        return subprocess.run(
            command, cwd=work.path, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def _exports(self) -> None:
        environment = self._local.environment
        subnets = self._local.client("ec2").describe_subnets(SubnetIds=environment["SUBNET_IDS"].split(","))["Subnets"]
        in_zone = {subnet["AvailabilityZone"]: subnet["SubnetId"] for subnet in subnets}
        first, second = (in_zone[zone] for zone in ZONES)
        ended = Stack(self._local.client("cloudformation"), "contract-exports").create(
            EXPORTS.read_text(),
            {
                "ClusterName": environment["CLUSTER_NAME"],
                "NodeRole": environment["NODE_ROLE_ARN"],
                "SubnetA": first,
                "SubnetB": second,
            },
        )
        if ended.status != "CREATE_COMPLETE":
            raise ContractFailed(f"the stack of {EXPORTS.name} is {ended.status}")


def bundle() -> dict[str, bytes]:
    """The files of the function. Not from build/TypeFunction, which `cfn submit` deletes."""
    built = subprocess.run(["node", "scripts/package.mjs", "Contract"], cwd=ROOT, text=True, capture_output=True)
    if built.returncode != 0:
        raise ContractFailed(f"the bundle cannot be built:\n{built.stderr}")
    return {f"dist/{file.name}": file.read_bytes() for file in (ROOT / "build" / "Contract" / "dist").iterdir()}


def zipped(files: dict[str, str | bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(name, text)
    return body.getvalue()


def input_sets() -> list[int]:
    return sorted(int(name.name.split("_")[1]) for name in INPUTS.glob("inputs_*_create.json"))


def project(
    folder: Path, inputs: int, change_schema: Change | None = None, change_inputs: Change | None = None
) -> None:
    """What the CLI reads, in a folder of its own: it writes rpdk.log there, and runs one set of inputs, as the
    first."""
    (folder / "inputs").mkdir()
    shutil.copy(ROOT / ".rpdk-config", folder)
    copy_json(ROOT / "schema.json", folder / "efa-eks-nodegroup.json", change_schema)
    for action in ("create", "update"):
        copy_json(
            INPUTS / f"inputs_{inputs}_{action}.json", folder / "inputs" / f"inputs_1_{action}.json", change_inputs
        )


def copy_json(source: Path, target: Path, change: Change | None) -> None:
    text = source.read_text()
    target.write_text(json.dumps(change(json.loads(text))) if change else text)


def outcomes_of(output: str) -> dict[str, str]:
    outcomes: dict[str, str] = {}
    for name, outcome in RESULT.findall(output):
        outcomes[name] = max(outcomes.get(name, OUTCOMES[0]), outcome, key=OUTCOMES.index)
    return outcomes


def main(arguments: list[str]) -> int:
    options = arguments[1:] if arguments[:1] == ["--"] else arguments
    with LocalAws(REGION) as local:
        all_ran = Contract(local).run_all(*options)
    for ran in all_ran:
        print(f"\n== cfn test with inputs_{ran.inputs}\n{ran.output}")
    for ran in all_ran:
        print(f"inputs_{ran.inputs}:")
        for name, outcome in ran.outcomes.items():
            print(f"  {outcome:8}{name}")
        counts = {outcome: list(ran.outcomes.values()).count(outcome) for outcome in OUTCOMES}
        print(f"  {', '.join(f'{count} {outcome.lower()}' for outcome, count in counts.items() if count)}")
    return 0 if all(ran.passed for ran in all_ran) else 1
