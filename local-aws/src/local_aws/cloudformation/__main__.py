"""Starts MiniStack with the registry: python -m local_aws.cloudformation (port and the rest from the environment)."""

import ministack.app

from local_aws.cloudformation import (
    cloud_control,
    control,
    lambda_patches,
    log_patches,
    reset,
    resource_limits,
    role_patches,
    state_machine_patches,
)
from local_aws.cloudformation.custom_resources import failed_requests, requests
from local_aws.cloudformation.registry import api, resources
from local_aws.cloudformation.stacks import (
    cancelled_operations,
    drift,
    failed_without_rollback,
    resource_description,
    resource_import,
    stack_engine,
    stack_states,
)

EXTENSIONS = (
    api,
    resources,
    stack_engine,
    drift,
    resource_import,
    cloud_control,
    reset,
    control,
    lambda_patches,
    log_patches,
    resource_limits,
    role_patches,
    requests,
    failed_requests,
    stack_states,
    failed_without_rollback,
    cancelled_operations,
    state_machine_patches,
    resource_description,
)


def main() -> None:
    for extension in EXTENSIONS:
        extension.install()
    ministack.app.main()


if __name__ == "__main__":
    main()
