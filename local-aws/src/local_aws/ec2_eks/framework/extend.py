"""The one way this package changes moto: methods are put on moto's own classes."""

from collections.abc import Callable
from typing import Any


def extend(target: type) -> Callable[[type], type]:
    """Put the decorated class's methods on `target`; a replaced one stays reachable as `_moto_<name>`.

    In place, because moto finds its operations by the methods of its classes and keeps a registry of its
    model classes: a subclass in a module of ours would be invisible to the one and counted twice by the other.
    """

    def put(additions: type) -> type:
        for name, method in vars(additions).items():
            if name.startswith("__"):
                continue
            if hasattr(target, name) and not hasattr(target, f"_moto_{name}"):
                setattr(target, f"_moto_{name}", getattr(target, name))
            setattr(target, name, method)
        return additions

    return put


def plain(value: Any) -> Any:
    """moto's parsed parameters as plain dicts and lists, so that they compare and serialise."""
    if isinstance(value, dict) or hasattr(value, "original_dict"):
        items = value.original_dict().items() if hasattr(value, "original_dict") else value.items()
        return {key: plain(item) for key, item in items}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value
