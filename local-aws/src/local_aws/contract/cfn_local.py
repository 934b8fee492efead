"""The CloudFormation CLI for a local AWS: `python -m local_aws.contract.cfn_local test ...`, with the options of `cfn`.

Two things of the CLI are replaced, because it has no option for them: the address of STS (it gives boto3 the public
one), and the time that its contract suite sleeps between two invocations, which CALLBACK_DELAY_SCALE multiplies.
"""

import os
import sys
import time

from rpdk.core import boto_helpers
from rpdk.core.cli import main
from rpdk.core.contract import resource_client

SCALE = float(os.environ.get("CALLBACK_DELAY_SCALE", "1"))


def local_endpoint(service: str, region: str) -> str:
    return os.environ["AWS_ENDPOINT_URL"]


def scaled_sleep(seconds: float) -> None:
    time.sleep(seconds * SCALE)


boto_helpers.get_service_endpoint = local_endpoint
resource_client.sleep = scaled_sleep

if __name__ == "__main__":
    sys.exit(main())
