"""The packed npm package in an empty folder: imported by both module systems, and with TypeScript's types, beside the
oldest and the newest releases that it is for."""

import json
import subprocess
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

from efa_tools import checkout, npm_project

ROOT = checkout.current()
APP = """
    const stack = new Stack(new App(), 'Training');
    const workers = new EfaNodeGroup(stack, 'Workers', {
      clusterName: 'training',
      nodeRole: Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/node'),
      vpc: Vpc.fromVpcAttributes(stack, 'Vpc', {
        vpcId: 'vpc-0123456789abcdef0',
        availabilityZones: ['us-east-1a'],
        privateSubnetIds: ['subnet-0123456789abcdef0'],
      }),
      instanceTypes: [new InstanceType('p5.48xlarge')],
      minSize: 2,
      maxSize: 10,
      capacityType: CapacityType.ON_DEMAND,
      volume: { size: Size.gibibytes(200) },
    });
    new Bucket(stack, 'Data').grantRead(workers);
    const { Properties } = Object.values(Template.fromStack(stack).findResources('Efa::EKS::NodeGroup'))[0] as any;
    console.log(JSON.stringify(Properties));
"""
IMPORTS = """
    import { App, Size, Stack } from 'aws-cdk-lib';
    import { Template } from 'aws-cdk-lib/assertions';
    import { InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
    import { Role } from 'aws-cdk-lib/aws-iam';
    import { Bucket } from 'aws-cdk-lib/aws-s3';
    import { CapacityType, EfaNodeGroup } from 'eks-efa-nodegroup';
"""
REQUIRES = """
    const { App, Size, Stack } = require('aws-cdk-lib');
    const { Template } = require('aws-cdk-lib/assertions');
    const { InstanceType, Vpc } = require('aws-cdk-lib/aws-ec2');
    const { Role } = require('aws-cdk-lib/aws-iam');
    const { Bucket } = require('aws-cdk-lib/aws-s3');
    const { CapacityType, EfaNodeGroup } = require('eks-efa-nodegroup');
"""
EXPECTED = {
    "ClusterName": "training",
    "NodeRole": "arn:aws:iam::123456789012:role/node",
    "Subnets": ["subnet-0123456789abcdef0"],
    "InstanceTypes": ["p5.48xlarge"],
    "ScalingConfig": {"MinSize": 2, "MaxSize": 10},
    "CapacityType": "ON_DEMAND",
    "Volume": {"SizeGiB": 200},
}


@dataclass(frozen=True)
class Releases:
    """The folder with aws-cdk-lib, constructs and TypeScript, and the ways to resolve modules of that TypeScript."""

    modules: Path
    resolutions: tuple[dict[str, str], ...]


ES_MODULE = {"module": "nodenext", "moduleResolution": "nodenext"}
BUNDLER = {"module": "esnext", "moduleResolution": "bundler"}
# what `cdk init` writes; TypeScript 7 does not have it any more
COMMON_JS = {"module": "commonjs", "moduleResolution": "node"}
RELEASES = {
    "oldest": Releases(ROOT / "test/package/oldest/node_modules", (ES_MODULE, BUNDLER, COMMON_JS)),
    "newest": Releases(ROOT / "node_modules", (ES_MODULE, BUNDLER)),
}


@pytest.fixture(scope="module")
def tarball() -> Path:
    return npm_project.packed_package()


@pytest.fixture(scope="module", params=RELEASES)
def project(request: pytest.FixtureRequest, tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder with the package and one of the two."""
    folder = tmp_path_factory.mktemp(request.param)
    npm_project.install(tarball, folder, RELEASES[request.param].modules)
    return folder


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("app.mjs", IMPORTS + APP),
        ("app.cjs", REQUIRES + APP),
        ("construct.mjs", IMPORTS.replace("'eks-efa-nodegroup'", "'eks-efa-nodegroup/construct'") + APP),
    ],
    ids=["ES module", "CommonJS", "as in 0.1"],
)
def test_import(project: Path, file: str, source: str) -> None:
    (project / file).write_text(textwrap.dedent(source.replace(" as any", "")))
    ran = subprocess.run(
        ["node", "--preserve-symlinks", file],
        cwd=project,
        text=True,
        capture_output=True,
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == EXPECTED


def test_types(project: Path) -> None:
    """Also of the package's own files, as skipLibCheck is off. What the CDK's files have is not ours."""
    releases = RELEASES[project.name.rstrip("0123456789")]
    for number, resolution in enumerate(releases.resolutions):
        suffix = "mts" if resolution is ES_MODULE else "ts"
        (project / f"app{number}.{suffix}").write_text(textwrap.dedent(IMPORTS + APP))
        options = {
            "target": "es2022",
            "lib": ["es2022"],
            "types": [],
            "strict": True,
            "noEmit": True,
            "preserveSymlinks": True,
            **resolution,
        }
        config = {"compilerOptions": options, "files": [f"app{number}.{suffix}", "console.d.ts"]}
        (project / "console.d.ts").write_text("declare const console: { log(text: string): void };\n")
        (project / "tsconfig.json").write_text(json.dumps(config))
        compiler = releases.modules / "typescript/bin/tsc"
        ran = subprocess.run(
            ["node", str(compiler), "-p", "."], cwd=project, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        ours = [line for line in ran.stdout.splitlines() if line.startswith((f"app{number}", "node_modules/eks-efa"))]
        assert ours == [], resolution


def test_a_wrong_type_is_refused(project: Path) -> None:
    """So that the test above can fail."""
    releases = RELEASES[project.name.rstrip("0123456789")]
    (project / "wrong.mts").write_text(
        "import type { EfaNodeGroupProps } from 'eks-efa-nodegroup';\n"
        "export const props: EfaNodeGroupProps = { instanceTypes: 1 };\n"
    )
    options = {"strict": True, "noEmit": True, "skipLibCheck": True, "preserveSymlinks": True, **ES_MODULE}
    (project / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": ["wrong.mts"]}))
    ran = subprocess.run(
        ["node", str(releases.modules / "typescript/bin/tsc"), "-p", "."],
        cwd=project,
        text=True,
        stdout=subprocess.PIPE,
    )
    assert ran.stdout.startswith("wrong.mts(2,")
    assert "Type 'number' is not assignable" in ran.stdout
