"""Starts MiniStack with the registry: PYTHONPATH=local-aws python -m cloudformation (port and the rest from the environment)."""
import ministack.app

from . import (
    cancelled_create, cloud_control, control, custom_resource_mends, custom_resource_requests, drift, lambda_mends, registry_api,
    registry_resources, reset, resource_import, stack_engine, state_machine_mends,
)

EXTENSIONS = (registry_api, registry_resources, stack_engine, drift, resource_import, cloud_control, reset, control, lambda_mends,
              custom_resource_requests, custom_resource_mends, cancelled_create, state_machine_mends)


def main() -> None:
    for extension in EXTENSIONS:
        extension.install()
    ministack.app.main()


if __name__ == "__main__":
    main()
