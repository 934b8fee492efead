"""POST /_ministack/reset forgets the registered types too: their functions are deleted with it."""

from collections.abc import Callable
from functools import wraps

from ministack.services import cloudformation

from local_aws.cloudformation import cancellation, delivery
from local_aws.cloudformation.custom_resources import failed_requests, requests
from local_aws.cloudformation.registry import api, registry
from local_aws.cloudformation.stacks import rollback, stack_engine


def install() -> None:
    cloudformation.reset = _also_forgetting_types(cloudformation.reset)


def _also_forgetting_types(reset: Callable[[], None]) -> Callable[[], None]:
    @wraps(reset)
    def reset_all() -> None:
        for type_name in registry.all_names():
            stack_engine.unhost(type_name)
        for store in (registry, api, rollback, failed_requests, requests, cancellation, delivery):
            store.forget_everything()
        reset()

    return reset_all
