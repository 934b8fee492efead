"""The CloudFormation registry of this account and Region: types, their versions, and the default one.

Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RegisterType.html and
API_SetTypeDefaultVersion.html (a first version becomes the default at once, later ones when SetTypeDefaultVersion names
them; stacks use the default version).
"""

import threading
from dataclasses import dataclass, field
from functools import cached_property

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region, now_iso

from local_aws.cloudformation.schema.schema_paths import ABSENT, Path, parse_pointer, value_at, with_value

DEFAULT_TIMEOUT_MINUTES = 120  # provider.definition.schema.v1.json, handlers.*.timeoutInMinutes


class TypeNotFound(Exception):
    """No such type or version in this account and Region."""


@dataclass(frozen=True)
class TypeVersion:
    """One registered version of a type: its schema and the function that handles it."""

    type_name: str
    number: int
    schema: dict
    function_arn: str
    execution_role_arn: str | None = None
    log_group_name: str | None = None
    log_role_arn: str | None = None
    registered_at: str = field(default_factory=now_iso)

    @property
    def version_id(self) -> str:
        return f"{self.number:08}"

    @property
    def arn(self) -> str:
        return f"{type_arn(self.type_name)}/{self.version_id}"

    @cached_property
    def primary_identifier(self) -> tuple[Path, ...]:
        return self._paths("primaryIdentifier")

    @cached_property
    def create_only(self) -> tuple[Path, ...]:
        return self._paths("createOnlyProperties")

    @cached_property
    def conditional_create_only(self) -> tuple[Path, ...]:
        return self._paths("conditionalCreateOnlyProperties")

    @cached_property
    def read_only(self) -> tuple[Path, ...]:
        return self._paths("readOnlyProperties")

    @cached_property
    def write_only(self) -> tuple[Path, ...]:
        return self._paths("writeOnlyProperties")

    @property
    def taggable(self) -> bool:
        return self.schema.get("tagging", {}).get("taggable", self.schema.get("taggable", True))

    @property
    def tags_updatable(self) -> bool:
        return self.taggable and self.schema.get("tagging", {}).get("tagUpdatable", True)

    @property
    def wants_system_tags(self) -> bool:
        return self.taggable and self.schema.get("tagging", {}).get("cloudFormationSystemTags", True)

    @property
    def provisioning_type(self) -> str:
        """FULLY_MUTABLE, IMMUTABLE (no update handler) or NON_PROVISIONABLE (create, read or delete is missing):
        API_DescribeType."""
        handlers = self.schema.get("handlers", {})
        if not {"create", "read", "delete"} <= handlers.keys():
            return "NON_PROVISIONABLE"
        return "FULLY_MUTABLE" if "update" in handlers else "IMMUTABLE"

    def timeout_seconds(self, action: str) -> int:
        handler = self.schema.get("handlers", {}).get(action.lower(), {})
        return 60 * handler.get("timeoutInMinutes", DEFAULT_TIMEOUT_MINUTES)

    def physical_id(self, model: dict | None) -> str | None:
        """The primary identifier, its parts joined by |; None while one of them is not known."""
        values = [value_at(model or {}, path) for path in self.primary_identifier]
        return None if any(value in (ABSENT, None, "") for value in values) else "|".join(map(str, values))

    def with_identifier(self, model: dict, physical_id: str) -> dict:
        """The model with the primary identifier that the physical id stands for."""
        for path, value in zip(self.primary_identifier, physical_id.split("|"), strict=False):
            model = with_value(model, path, value)
        return model

    def _paths(self, keyword: str) -> tuple[Path, ...]:
        return tuple(parse_pointer(pointer) for pointer in self.schema.get(keyword, []))


@dataclass
class RegisteredType:
    """All versions of one type. A number is never used twice, not even after a deregistration."""

    versions: dict[int, TypeVersion] = field(default_factory=dict)
    default_number: int = 1
    last_number: int = 0


_types = AccountRegionScopedDict()
_lock = threading.Lock()


def type_arn(type_name: str) -> str:
    return f"arn:aws:cloudformation:{get_region()}:{get_account_id()}:type/resource/{type_name.replace('::', '-')}"


def reserve_number(type_name: str) -> int:
    """The number of the type's next version."""
    with _lock:
        registered = _types.setdefault(type_name, RegisteredType())
        registered.last_number += 1
        return registered.last_number


def add(version: TypeVersion) -> None:
    """Store a version; the only active one is the default."""
    with _lock:
        registered = _types[version.type_name]
        registered.versions[version.number] = version
        if len(registered.versions) == 1:
            registered.default_number = version.number


def remove(version: TypeVersion) -> None:
    with _lock:
        _types[version.type_name].versions.pop(version.number, None)


def versions(type_name: str) -> list[TypeVersion]:
    """All active versions, oldest first; [] for an unknown type."""
    registered = _types.get(type_name)
    return [registered.versions[number] for number in sorted(registered.versions)] if registered else []


def type_names() -> list[str]:
    return sorted(name for name in _types if versions(name))


def default_version(type_name: str) -> TypeVersion:
    registered = _types.get(type_name)
    if registered is None or registered.default_number not in registered.versions:
        raise TypeNotFound(f"The type '{type_name}' cannot be found.")
    return registered.versions[registered.default_number]


def is_default(version: TypeVersion) -> bool:
    return default_version(version.type_name) is version


def set_default(version: TypeVersion) -> None:
    with _lock:
        _types[version.type_name].default_number = version.number


def find(arn: str | None = None, type_name: str | None = None, version_id: str | None = None) -> TypeVersion:
    """By ARN (of a type or a version) or by name and VersionId; the default version where none is named."""
    if arn:
        hyphenated, _, version_id = arn.rpartition(":type/resource/")[2].partition("/")
        type_name = next((name for name in type_names() if name.replace("::", "-") == hyphenated), hyphenated)
    name = type_name or ""
    default = default_version(name)
    if not version_id:
        return default
    match = next((version for version in versions(name) if version.version_id == version_id), None)
    if match is None:
        raise TypeNotFound(f"The version '{version_id}' of the type '{type_name}' cannot be found.")
    return match


def registered_anywhere(type_name: str) -> bool:
    """Whether any account and Region has the type."""
    return any(key[2] == type_name and value.versions for key, value in list(_types._data.items()))


def all_names() -> set[str]:
    return {key[2] for key in list(_types._data)}


def forget_everything() -> None:
    _types._data.clear()
