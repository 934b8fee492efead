"""Registering a version: from the package that `cfn submit` uploads to a function that runs and a type that stacks can
use.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RegisterType.html and the CLI's own
packaging (cloudformation-cli, src/rpdk/core/project.py): a zip with schema.json, .rpdk-config and ResourceProvider.zip.
"""

import base64
import io
import json
import re
import zipfile
from dataclasses import dataclass

from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc

from local_aws.cloudformation.registry import registry
from local_aws.cloudformation.registry.registry import TypeVersion
from local_aws.cloudformation.stacks import stack_engine

TYPE_NAME = re.compile(r"[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}")
RESERVED_NAMESPACES = ("Alexa", "AMZN", "Amazon", "AWS", "Custom", "Dev")  # API_RegisterType, TypeName
HANDLER_TIMEOUT_SECONDS = 60  # resource-type-test-contract.html: create, update and delete answer within 60 s


class RegistrationFailed(Exception):
    """The package or the name cannot be registered."""


@dataclass(frozen=True)
class Package:
    schema: dict
    runtime: str
    entrypoint: str
    provider_zip: bytes


def read_package(url: str) -> Package:
    """The package at s3://bucket/key. Raises RegistrationFailed with what is wrong with it."""
    located = re.fullmatch(r"s3://([^/]+)/(.+)", url or "")
    body = lambda_svc._fetch_code_from_s3(*located.groups()) if located else None
    if not body:
        raise RegistrationFailed(f"The schema handler package {url} cannot be read.")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            config = json.loads(package.read(".rpdk-config"))
            schema = json.loads(package.read("schema.json"))
            provider_zip = package.read("ResourceProvider.zip")
        names = zipfile.ZipFile(io.BytesIO(provider_zip)).namelist()
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise RegistrationFailed(f"The schema handler package {url} is not complete: {error}") from error
    if not names:
        raise RegistrationFailed(f"ResourceProvider.zip in {url} is empty: the build wrote its files elsewhere.")
    return Package(schema, config["runtime"], config["entrypoint"], provider_zip)


def check_name(type_name: str, schema: dict) -> None:
    if not TYPE_NAME.fullmatch(type_name or ""):
        raise RegistrationFailed(f"'{type_name}' does not match Organization::Service::Resource.")
    if type_name.split("::")[0] in RESERVED_NAMESPACES:
        raise RegistrationFailed(f"The namespace of '{type_name}' is reserved.")
    if schema.get("typeName") != type_name:
        raise RegistrationFailed(f"The schema is of the type '{schema.get('typeName')}', not of '{type_name}'.")


def register(
    type_name: str,
    package_url: str,
    execution_role_arn: str | None = None,
    log_group_name: str | None = None,
    log_role_arn: str | None = None,
) -> TypeVersion:
    """Registers the package as the type's next version. Raises RegistrationFailed."""
    package = read_package(package_url)
    check_name(type_name, package.schema)
    number = registry.reserve_number(type_name)
    function_arn = _create_function(f"type-{type_name.replace('::', '-')}-{number:08}", package, execution_role_arn)
    version = TypeVersion(
        type_name, number, package.schema, function_arn, execution_role_arn, log_group_name, log_role_arn
    )
    registry.add(version)
    stack_engine.host(type_name)
    return version


def deregister(version: TypeVersion) -> None:
    """Removes a version. Raises RegistrationFailed for a default version while others are active
    (API_DeregisterType)."""
    if registry.is_default(version) and len(registry.versions(version.type_name)) > 1:
        raise RegistrationFailed(
            f"The version '{version.version_id}' is the default version and cannot be deregistered."
        )
    registry.remove(version)
    if not registry.registered_anywhere(version.type_name):
        stack_engine.unhost(version.type_name)


def _create_function(name: str, package: Package, role_arn: str | None) -> str:
    """AWS runs the handler in an account of its own; here it is a function beside all others, so that its log can be
    read."""
    answer = lambda_svc._create_function(
        {
            "FunctionName": name,
            "Runtime": package.runtime,
            "Handler": package.entrypoint,
            "Role": role_arn or f"arn:aws:iam::{get_account_id()}:role/{name}",
            "Timeout": HANDLER_TIMEOUT_SECONDS,
            "MemorySize": 512,
            "Code": {"ZipFile": base64.b64encode(package.provider_zip).decode()},
        }
    )
    if answer[0] >= 300:
        raise RegistrationFailed(str(answer[2]))
    return f"arn:aws:lambda:{get_region()}:{get_account_id()}:function:{name}"
