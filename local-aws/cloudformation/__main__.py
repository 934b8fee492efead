"""Starts MiniStack with the registry: PYTHONPATH=local-aws python -m cloudformation (port and the rest from the environment)."""
import ministack.app

from . import (
    cloud_control, control, custom_resource_mends, drift, lambda_mends, registry_api, registry_resources, reset, resource_import,
    stack_engine,
)

EXTENSIONS = (registry_api, registry_resources, stack_engine, drift, resource_import, cloud_control, reset, control, lambda_mends,
              custom_resource_mends)


def main() -> None:
    for extension in EXTENSIONS:
        extension.install()
    ministack.app.main()


if __name__ == "__main__":
    main()
