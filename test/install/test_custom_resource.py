"""install/custom-resource.yaml on the local AWS: deployed, updated, with a key that exists, in use, deleted.

Its code is not called here: test/e2e/ does that. The local AWS does not enforce IAM: test_custom_resource_roles.py
reads the policies.
"""

import io
import json
import zipfile

import pytest
from botocore.exceptions import ClientError

from local_aws.checkout import custom_resource_provider as provider
from local_aws.client.stacks import Stack
from local_aws.launcher.local_aws import LocalAws

OUTPUTS = {
    "ServiceToken",
    "StateMachineArn",
    "KmsKeyArn",
    "ReconcileRoleArn",
    "LogGroupName",
    "NotAnsweredQueueUrl",
}
USER = {
    "Resources": {"Nothing": {"Type": "AWS::CloudFormation::WaitConditionHandle"}},
    "Outputs": {"Token": {"Value": {"Fn::ImportValue": "EksEfaNodeGroupServiceToken"}}},
}


class Provider(Stack):
    """The stack of the provider, and its outputs."""

    outputs: dict[str, str]


def code() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr(
            "custom-resource.js", "exports.onEvent = exports.reconcile = exports.answer = async () => ({});"
        )
    return body.getvalue()


@pytest.fixture(scope="module")
def stack(local: LocalAws) -> Provider:
    provider.upload(local, code())
    provider.upload(local, code(), "next.zip")
    stack = Provider(local.client("cloudformation"), provider.STACK_NAME)
    ended = stack.create(provider.TEMPLATE, provider.parameters(local))
    assert ended.status == "CREATE_COMPLETE", ended.events
    stack.outputs = ended.outputs
    return stack


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("NodeRoleArns", "*"),
        ("NodeRoleArns", ""),
        ("LogRetentionInDays", "2"),
        ("KmsKeyArn", "alias/mine"),
        ("CodeKey", ""),
        ("AlarmTopicArn", "topic"),
    ],
)
def test_parameters_that_are_refused(local: LocalAws, parameter: str, value: str) -> None:
    parameters = provider.parameters(local, **{parameter: value})
    refused = Stack(local.client("cloudformation"), "refused")
    with pytest.raises(ClientError, match=parameter):
        refused.create(provider.TEMPLATE, parameters)


def test_node_roles_must_be_given(local: LocalAws) -> None:
    without = {name: value for name, value in provider.parameters(local).items() if name != "NodeRoleArns"}
    with pytest.raises(ClientError, match="NodeRoleArns"):
        Stack(local.client("cloudformation"), "refused").create(provider.TEMPLATE, without)


def test_outputs_and_export(local: LocalAws, stack: Provider) -> None:
    assert set(stack.outputs) == OUTPUTS
    exports = {export["Name"]: export["Value"] for export in local.client("cloudformation").list_exports()["Exports"]}
    assert exports == {"EksEfaNodeGroupServiceToken": stack.outputs["ServiceToken"]}


def test_reconcile_passes_the_given_role_to_eks_alone(local: LocalAws, stack: Provider) -> None:
    name = stack.outputs["ReconcileRoleArn"].rpartition("/")[2]
    policy = local.client("iam").get_role_policy(RoleName=name, PolicyName="NodeGroups")["PolicyDocument"]
    [passing] = [each for each in policy["Statement"] if "iam:PassRole" in each["Action"]]
    assert passing["Resource"] == [local.environment["NODE_ROLE_ARN"]]
    assert passing["Condition"] == {"StringEquals": {"iam:PassedToService": "eks.amazonaws.com"}}
    assert "${" not in json.dumps(policy)


def test_the_log_group_has_a_retention(local: LocalAws, stack: Provider) -> None:
    groups = local.client("logs").describe_log_groups(logGroupNamePrefix=stack.outputs["LogGroupName"])["logGroups"]
    assert [group["retentionInDays"] for group in groups] == [90]


def test_the_machine_calls_the_functions_and_is_under_the_key(local: LocalAws, stack: Provider) -> None:
    machine = local.client("stepfunctions").describe_state_machine(stateMachineArn=stack.outputs["StateMachineArn"])
    states = json.loads(machine["definition"])["States"]
    functions = local.client("lambda")
    for task, handler in (("Reconcile", "custom-resource.reconcile"), ("Answer", "custom-resource.answer")):
        assert functions.get_function_configuration(FunctionName=states[task]["Resource"])["Handler"] == handler
    assert machine["encryptionConfiguration"]["kmsKeyId"] == stack.outputs["KmsKeyArn"]
    assert local.client("kms").describe_key(KeyId=stack.outputs["KmsKeyArn"])["KeyMetadata"]["KeyManager"] == "CUSTOMER"


def test_the_queue_is_under_the_key_and_has_an_alarm(local: LocalAws, stack: Provider) -> None:
    url = stack.outputs["NotAnsweredQueueUrl"]
    attributes = local.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert attributes["KmsMasterKeyId"] == stack.outputs["KmsKeyArn"]
    [alarm] = local.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": url.rpartition("/")[2]}]
    assert alarm["AlarmActions"] == []


def test_a_new_release_keeps_the_service_token(local: LocalAws, stack: Provider) -> None:
    ended = stack.update(provider.TEMPLATE, provider.parameters(local, CodeKey="next.zip"))
    assert ended.status == "UPDATE_COMPLETE", ended.events
    assert ended.outputs == stack.outputs


def test_a_key_that_exists_is_used_and_none_is_made(local: LocalAws) -> None:
    key = local.client("kms").create_key()["KeyMetadata"]["Arn"]
    other = Stack(local.client("cloudformation"), "with-a-key")
    ended = other.create(provider.TEMPLATE, provider.parameters(local, KmsKeyArn=key, ServiceTokenExport="Other"))
    assert ended.status == "CREATE_COMPLETE", ended.events
    machine = local.client("stepfunctions").describe_state_machine(stateMachineArn=ended.outputs["StateMachineArn"])
    assert machine["encryptionConfiguration"]["kmsKeyId"] == ended.outputs["KmsKeyArn"] == key
    assert "Key" not in {event["LogicalResourceId"] for event in ended.events}
    assert other.delete().status == "DELETE_COMPLETE"


def test_it_cannot_be_deleted_while_a_stack_uses_it(local: LocalAws, stack: Provider) -> None:
    user = Stack(local.client("cloudformation"), "user")
    assert user.create(json.dumps(USER), {}).status == "CREATE_COMPLETE"
    with pytest.raises(ClientError, match="imported by stack user"):
        stack.delete()
    assert user.delete().status == "DELETE_COMPLETE"


def test_nothing_is_left_when_it_is_deleted(local: LocalAws, stack: Provider) -> None:
    assert stack.delete().status == "DELETE_COMPLETE"
    names = [role["RoleName"] for role in local.client("iam").list_roles()["Roles"]]
    assert names
    assert not [name for name in names if name.startswith(provider.STACK_NAME)]
    assert local.client("stepfunctions").list_state_machines()["stateMachines"] == []
    assert local.client("lambda").list_functions()["Functions"] == []
    assert local.client("logs").describe_log_groups(logGroupNamePrefix=stack.outputs["LogGroupName"])["logGroups"] == []
    assert local.client("events").list_rules()["Rules"] == []
