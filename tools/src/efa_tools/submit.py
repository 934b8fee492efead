"""`make submit`: registers the type where the AWS variables point, and goes to real AWS only when that was said.

A shell in which one `export` was forgotten has the credentials of somebody's account. So an address that is not on this
machine needs REAL_AWS=1, and ROLE_ARN: without a role of its own the CLI makes one whose rights have no scope of an
installation (guides/install.md).
"""

import ipaddress
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

TYPE_NAME = "Efa::EKS::NodeGroup"
# What `cfn submit` calls: rpdk/core/upload.py and project.py of cloudformation-cli.
SERVICES = ("cloudformation", "s3", "sts")


class Refused(Exception):
    """Nothing is registered. The text says what was found and what to do."""


def is_local(url: str) -> bool:
    """Whether a request to this address stays on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def command(endpoints: Mapping[str, str], environment: Mapping[str, str], account: Callable[[], str]) -> list[str]:
    """The arguments of `cfn`.

    endpoints: the address of each service that it calls, as boto3 takes it from the environment. account: asks whose
    credentials these are; it is called only for an address that is not on this machine, before anything is refused or
    registered there. Raises Refused.
    """
    region = environment.get("AWS_REGION", "")
    if not region:
        raise Refused("AWS_REGION is not set. Export the variables that make local-aws prints, or name a Region.")
    elsewhere = {service: url for service, url in endpoints.items() if not is_local(url)}
    if elsewhere and len(elsewhere) < len(endpoints):
        found = ", ".join(f"{service}: {url}" for service, url in sorted(elsewhere.items()))
        raise Refused(f"Some services are on this machine and some are not ({found}). Export all variables, or none.")
    role = environment.get("ROLE_ARN", "")
    if elsewhere:
        _real(region, account(), role, environment.get("REAL_AWS", ""))
    return ["submit", "--set-default", "--region", region, *(["--role-arn", role] if role else [])]


def _real(region: str, account: str, role: str, said: str) -> None:
    """Says where this goes. Raises Refused unless the caller has said so too."""
    print(f"make submit: {TYPE_NAME} in account {account}, Region {region}, on AWS itself.", flush=True)
    missing = [
        *(
            ["REAL_AWS=1, because no local AWS is exported (make local-aws prints its variables)"]
            if said != "1"
            else []
        ),
        *(["ROLE_ARN, the output ExecutionRoleArn of install/registry.yaml"] if not role else []),
    ]
    if missing:
        raise Refused(f"Nothing was registered. To go to AWS itself, set {', and '.join(missing)}.")


def _endpoints(region: str) -> dict[str, str]:
    return {service: str(boto3.client(service, region_name=region).meta.endpoint_url) for service in SERVICES}


def _account(region: str) -> str:
    """The number of the account, or why it cannot be told."""
    few = Config(connect_timeout=5, read_timeout=5, retries={"total_max_attempts": 1})
    try:
        return str(boto3.client("sts", region_name=region, config=few).get_caller_identity()["Account"])
    except (BotoCoreError, ClientError) as error:
        return f"that cannot be told ({type(error).__name__})"


def main() -> None:
    try:
        region = os.environ.get("AWS_REGION", "")
        arguments = command(_endpoints(region) if region else {}, os.environ, lambda: _account(region))
    except Refused as refused:
        sys.exit(f"make submit: {refused}")
    sys.exit(subprocess.run([str(Path(sys.executable).with_name("cfn")), *arguments]).returncode)


if __name__ == "__main__":
    main()
