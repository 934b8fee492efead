"""The registry's API: what `cfn submit` and people call.

Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RegisterType.html,
API_DescribeTypeRegistration.html, API_DescribeType.html, API_ListTypeVersions.html, API_SetTypeDefaultVersion.html,
API_DeregisterType.html. Registration is asynchronous on AWS and done at once here: a package that cannot be registered
is reported by DescribeTypeRegistration, as there.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ministack.core.responses import new_uuid
from ministack.services.cloudformation import handlers
from ministack.services.cloudformation.helpers import _error, _esc, _p, _xml

from local_aws.cloudformation.registry import registration, registry
from local_aws.cloudformation.registry.registration import RegistrationFailed
from local_aws.cloudformation.registry.registry import TypeNotFound, TypeVersion


@dataclass(frozen=True)
class Registration:
    type_name: str
    version: TypeVersion | None
    failure: str = ""


_registrations: dict[str, Registration] = {}
# ClientRequestToken: a repeated RegisterType is answered as the first one was.
_tokens_by_request: dict[str, str] = {}


def install() -> None:
    handlers._ACTION_HANDLERS.update(
        {
            "RegisterType": _api(register_type),
            "DescribeTypeRegistration": _api(describe_type_registration),
            "ListTypeRegistrations": _api(list_type_registrations),
            "DescribeType": _api(describe_type),
            "ListTypes": _api(list_types),
            "ListTypeVersions": _api(list_type_versions),
            "SetTypeDefaultVersion": _api(set_type_default_version),
            "DeregisterType": _api(deregister_type),
        }
    )


def _api(action: Callable[[dict], tuple]) -> Callable[[dict], tuple]:
    def answer(params: dict) -> tuple:
        try:
            return action(params)
        except TypeNotFound as error:
            return _error("TypeNotFoundException", str(error), 404)
        except RegistrationFailed as error:
            return _error("CFNRegistryException", str(error), 400)

    return answer


def register_type(params: dict) -> tuple:
    request_token = _p(params, "ClientRequestToken")
    token = _tokens_by_request.get(request_token) or new_uuid()
    if token not in _registrations:
        _registrations[token] = _register(params)
        if request_token:
            _tokens_by_request[request_token] = token
    return _answer("RegisterType", _element("RegistrationToken", token))


def _register(params: dict) -> Registration:
    type_name = _p(params, "TypeName")
    try:
        version = registration.register(
            type_name,
            _p(params, "SchemaHandlerPackage"),
            _p(params, "ExecutionRoleArn") or None,
            _p(params, "LoggingConfig.LogGroupName") or None,
            _p(params, "LoggingConfig.LogRoleArn") or None,
        )
    except RegistrationFailed as failure:
        return Registration(type_name, None, str(failure))
    return Registration(type_name, version)


def describe_type_registration(params: dict) -> tuple:
    found = _registrations.get(_p(params, "RegistrationToken"))
    if found is None:
        raise RegistrationFailed("The registration token is not known.")
    if found.version is None:
        return _answer(
            "DescribeTypeRegistration", _element("ProgressStatus", "FAILED") + _element("Description", found.failure)
        )
    return _answer(
        "DescribeTypeRegistration",
        "".join(
            [
                _element("ProgressStatus", "COMPLETE"),
                _element("Description", "Deployment is complete."),
                _element("TypeArn", registry.type_arn(found.type_name)),
                _element("TypeVersionArn", found.version.arn),
            ]
        ),
    )


def list_type_registrations(params: dict) -> tuple:
    type_name, status = _p(params, "TypeName"), _p(params, "RegistrationStatusFilter")
    tokens = [
        token
        for token, found in _registrations.items()
        if type_name in ("", found.type_name) and status in ("", "COMPLETE" if found.version else "FAILED")
    ]
    return _answer(
        "ListTypeRegistrations",
        f"<RegistrationTokenList>{''.join(_element('member', token) for token in tokens)}</RegistrationTokenList>",
    )


def describe_type(params: dict) -> tuple:
    version = _find(params)
    default = registry.default_version(version.type_name)
    return _answer(
        "DescribeType",
        "".join(
            [
                _element("Arn", version.arn if _names_version(params) else registry.type_arn(version.type_name)),
                _element("Type", "RESOURCE"),
                _element("TypeName", version.type_name),
                _element("DefaultVersionId", default.version_id),
                _element("IsDefaultVersion", version is default),
                _element("Description", version.schema.get("description", "")),
                _element("Schema", json.dumps(version.schema)),
                _element("ProvisioningType", version.provisioning_type),
                _element("DeprecatedStatus", "LIVE"),
                _element("Visibility", "PRIVATE"),
                _element("ExecutionRoleArn", version.execution_role_arn),
                _logging_config(version),
                _element("TimeCreated", version.registered_at),
                _element("LastUpdated", version.registered_at),
            ]
        ),
    )


def list_types(params: dict) -> tuple:
    """The types registered here, and none of AWS's own."""
    defaults = [registry.default_version(name) for name in registry.type_names()]
    summaries = "".join(
        _member(
            [
                ("Type", "RESOURCE"),
                ("TypeName", version.type_name),
                ("DefaultVersionId", version.version_id),
                ("TypeArn", registry.type_arn(version.type_name)),
            ]
        )
        for version in defaults
    )
    return _answer("ListTypes", f"<TypeSummaries>{summaries}</TypeSummaries>")


def list_type_versions(params: dict) -> tuple:
    type_name = _find(params).type_name
    summaries = "".join(
        _member(
            [
                ("Type", "RESOURCE"),
                ("TypeName", type_name),
                ("VersionId", version.version_id),
                ("IsDefaultVersion", registry.is_default(version)),
                ("Arn", version.arn),
                ("TimeCreated", version.registered_at),
            ]
        )
        for version in registry.versions(type_name)
    )
    return _answer("ListTypeVersions", f"<TypeVersionSummaries>{summaries}</TypeVersionSummaries>")


def set_type_default_version(params: dict) -> tuple:
    registry.set_default(_find(params))
    return _answer("SetTypeDefaultVersion", "")


def deregister_type(params: dict) -> tuple:
    registration.deregister(_find(params))
    return _answer("DeregisterType", "")


def forget_everything() -> None:
    _registrations.clear()
    _tokens_by_request.clear()


def _find(params: dict) -> TypeVersion:
    return registry.find(_p(params, "Arn"), _p(params, "TypeName"), _p(params, "VersionId"))


def _names_version(params: dict) -> bool:
    return bool(_p(params, "VersionId")) or "/" in _p(params, "Arn").partition(":type/resource/")[2]


def _logging_config(version: TypeVersion) -> str:
    if not version.log_role_arn:
        return ""
    return (
        f"<LoggingConfig>{_element('LogRoleArn', version.log_role_arn)}"
        f"{_element('LogGroupName', version.log_group_name)}</LoggingConfig>"
    )


def _answer(action: str, body: str) -> tuple:
    return _xml(200, f"{action}Response", f"<{action}Result>{body}</{action}Result>")


def _member(fields: list[tuple]) -> str:
    return f"<member>{''.join(_element(name, value) for name, value in fields)}</member>"


def _element(name: str, value: Any) -> str:
    if value is None:
        return ""
    return f"<{name}>{_esc(str(value).lower() if isinstance(value, bool) else str(value))}</{name}>"
