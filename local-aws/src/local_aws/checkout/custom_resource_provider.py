"""The custom resource's provider of this checkout on a local AWS, by install/custom-resource.yaml."""

import subprocess
from collections.abc import Callable

from efa_tools import custom_resource_package
from local_aws.checkout.locks import build_lock
from local_aws.checkout.paths import ROOT
from local_aws.client.connection import Connection
from local_aws.client.stacks import Ended, Stack

TEMPLATE = (ROOT / "install" / "custom-resource.yaml").read_text()
STACK_NAME = "efa-custom-resource"
BUCKET, CODE_KEY = "custom-resource-code", "custom-resource.zip"


def build() -> bytes:
    """custom-resource.zip. Raises efa_tools.zips.PackageRefused and CalledProcessError."""
    with build_lock():
        subprocess.run(
            ["npm", "run", "-s", "bundle", "--", "CustomResource"], cwd=ROOT, check=True, stdout=subprocess.PIPE
        )
        return custom_resource_package.package(ROOT)


def upload(local: Connection, code: bytes, key: str = CODE_KEY) -> None:
    s3 = local.client("s3")
    elsewhere = (
        {"CreateBucketConfiguration": {"LocationConstraint": local.region}} if local.region != "us-east-1" else {}
    )
    if BUCKET not in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=BUCKET, **elsewhere)
    s3.put_object(Bucket=BUCKET, Key=key, Body=code)


def parameters(local: Connection, **changes: str) -> dict[str, str]:
    return {"CodeBucket": BUCKET, "CodeKey": CODE_KEY, "NodeRoleArns": local.environment["NODE_ROLE_ARN"], **changes}


def install(local: Connection, on_event: Callable[[dict], None] = lambda event: None) -> tuple[Stack, Ended]:
    """Builds and deploys the provider."""
    upload(local, build())
    stack = Stack(local.client("cloudformation"), STACK_NAME, on_event)
    return stack, stack.create(TEMPLATE, parameters(local))
