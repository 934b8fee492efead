"""Registration by template: AWS::CloudFormation::ResourceVersion and AWS::CloudFormation::ResourceDefaultVersion.

Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudformation-resourceversion.html
(every property: replacement; Ref and Arn: the version's ARN) and
aws-resource-cloudformation-resourcedefaultversion.html (TypeVersionArn, or TypeName and VersionId; no interruption).
MiniStack records both as placeholders that do nothing.
"""

from ministack.services.cloudformation import provisioners

from local_aws.cloudformation.registry import registration, registry
from local_aws.cloudformation.registry.registration import RegistrationFailed
from local_aws.cloudformation.registry.registry import TypeNotFound

RESOURCE_VERSION = "AWS::CloudFormation::ResourceVersion"
RESOURCE_DEFAULT_VERSION = "AWS::CloudFormation::ResourceDefaultVersion"


def install() -> None:
    provisioners._RESOURCE_HANDLERS[RESOURCE_VERSION] = {"create": create_version, "delete": delete_version}
    provisioners._REPLACING_PROPERTIES[RESOURCE_VERSION] = (
        "TypeName",
        "SchemaHandlerPackage",
        "ExecutionRoleArn",
        "LoggingConfig",
    )
    provisioners._RESOURCE_HANDLERS[RESOURCE_DEFAULT_VERSION] = {
        "create": create_default,
        "update": update_default,
        "delete": delete_default,
    }


def create_version(logical_id: str, properties: dict, stack_name: str) -> tuple[str, dict]:
    logging = properties.get("LoggingConfig") or {}
    version = registration.register(
        properties.get("TypeName", ""),
        properties.get("SchemaHandlerPackage", ""),
        properties.get("ExecutionRoleArn"),
        logging.get("LogGroupName"),
        logging.get("LogRoleArn"),
    )
    return version.arn, {
        "Arn": version.arn,
        "TypeArn": registry.type_arn(version.type_name),
        "VersionId": version.version_id,
        "IsDefaultVersion": registry.is_default(version),
        "Visibility": "PRIVATE",
        "ProvisioningType": version.provisioning_type,
    }


def delete_version(physical_id: str, properties: dict) -> None:
    """The default version cannot be deregistered while others are active: it stays, and the stack goes on (our
    reading)."""
    try:
        registration.deregister(registry.find(physical_id))
    except (TypeNotFound, RegistrationFailed):
        return


def create_default(logical_id: str, properties: dict, stack_name: str) -> tuple[str, dict]:
    version = registry.find(properties.get("TypeVersionArn"), properties.get("TypeName"), properties.get("VersionId"))
    registry.set_default(version)
    arn = registry.type_arn(version.type_name)
    return arn, {"Arn": arn}


def update_default(physical_id: str, old: dict, new: dict, stack_name: str) -> tuple[str, dict]:
    return create_default("", new, stack_name)


def delete_default(physical_id: str, properties: dict) -> None:
    """Nothing to undo: a type always has a default version."""
