"""One invocation's event, as CloudFormation sends it to a resource type's function.

Source: HandlerRequest and RequestData of the CloudFormation CLI's libraries (cloudformation-cli-python-lib, utils.py;
cloudformation-cli-typescript-plugin, src/interface.ts), and https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/
resource-type-test-contract.html (fresh credentials with each invocation).
"""

import base64
import secrets
import string
from dataclasses import dataclass, field

import ministack.app
from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import sts

from local_aws.cloudformation.registry.registry import TypeVersion

KEY_ID_LETTERS = string.ascii_uppercase + "234567"


@dataclass(frozen=True)
class Tags:
    """The stack's tags that every resource gets, and CloudFormation's own."""

    stack: dict = field(default_factory=dict)
    system: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    """The request to a handler: the same for all invocations of one operation."""

    action: str
    desired: dict | None
    previous: dict | None = None
    tags: Tags = field(default_factory=Tags)
    previous_tags: Tags | None = None
    logical_id: str = ""
    stack_id: str | None = None
    next_token: str | None = None
    # bearerToken: one for an operation, the handlers' clientRequestToken.
    token: str = field(default_factory=new_uuid)
    # Chosen by a test that distinguishes the calls of this operation from others; else new with each invocation.
    access_key_id: str | None = None


def build_event(version: TypeVersion, operation: Operation, model: dict | None, context: dict | None) -> dict:
    """The event of one invocation; model and context are what the invocation before it answered."""
    return {
        "action": operation.action,
        "awsAccountId": get_account_id(),
        "bearerToken": operation.token,
        "region": get_region(),
        "resourceType": version.type_name,
        "resourceTypeVersion": version.version_id,
        "stackId": operation.stack_id,
        "callbackContext": context,
        "nextToken": operation.next_token,
        "requestData": _request_data(version, operation, model),
    }


def _request_data(version: TypeVersion, operation: Operation, model: dict | None) -> dict:
    previous_tags = operation.previous_tags
    return {
        "callerCredentials": session_of(version.execution_role_arn, temporary_credentials(operation.access_key_id)),
        # The log role's; without LoggingConfig CloudFormation has none to give.
        "providerCredentials": session_of(version.log_role_arn, temporary_credentials())
        if version.log_role_arn
        else None,
        "providerLogGroupName": version.log_group_name,
        "logicalResourceId": operation.logical_id,
        "resourceProperties": model,
        "previousResourceProperties": operation.previous,
        "stackTags": operation.tags.stack,
        "previousStackTags": previous_tags.stack if previous_tags else None,
        "systemTags": operation.tags.system,
        "previousSystemTags": previous_tags.system if previous_tags else None,
        "typeConfiguration": None,
    }


def temporary_credentials(access_key_id: str | None = None) -> dict:
    """New ones each time, random throughout: the plugins redact every value in every log line, so a word would hit
    everywhere."""
    return {
        "accessKeyId": access_key_id or "ASIA" + "".join(secrets.choice(KEY_ID_LETTERS) for _ in range(16)),
        "secretAccessKey": base64.b64encode(secrets.token_bytes(30)).decode(),
        "sessionToken": base64.b64encode(secrets.token_bytes(120)).decode(),
    }


def session_of(role_arn: str | None, credentials: dict) -> dict:
    """The credentials, which IAM then knows as those of a session of the role, where it is asked about roles."""
    if ministack.app.AUTH and role_arn:
        name = role_arn.rpartition("/")[2]
        sts.register_session(
            credentials["accessKeyId"],
            {
                "Arn": f"arn:aws:sts::{get_account_id()}:assumed-role/{name}/handler",
                "UserId": f"{name}:handler",
                "SecretAccessKey": credentials["secretAccessKey"],
                "SessionToken": credentials["sessionToken"],
            },
        )
    return credentials
