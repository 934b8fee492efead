"""POST /_ministack/reset forgets the registered types too: their functions are gone with it."""
from functools import wraps

from ministack.services import cloudformation

from . import custom_resource_mends, registry, registry_api, rollback, stack_engine


def install() -> None:
    cloudformation.reset = _also_forgetting_types(cloudformation.reset)


def _also_forgetting_types(reset):
    @wraps(reset)
    def reset_all():
        for type_name in registry.all_names():
            stack_engine.unhost(type_name)
        for store in (registry, registry_api, rollback, custom_resource_mends):
            store.forget_everything()
        reset()
    return reset_all
