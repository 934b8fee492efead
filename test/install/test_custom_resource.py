"""install/custom-resource.yaml on the local AWS: deployed, updated, with a key that exists, in use, deleted.

Its code is not called here: test/e2e/ does that. The local AWS does not ask IAM here: test_custom_resource_roles.py
reads the policies, and test/e2e/test_two_teams.py deploys under them.
"""

import base64
import hashlib
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


def code(of_others: bool = False) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr(
            "custom-resource.js",
            f"exports.onEvent = exports.reconcile = exports.answer = async () => ({'1' if of_others else '{}'});",
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
        ("NodeRoleArns", "arn:aws:iam::123456789012:role/*"),
        ("ClusterNames", "training/workers"),
        ("VpcIds", "subnet-0123456789abcdef0"),
        ("AmiOwners", "self"),
        ("RequireImdsV2", "yes"),
        ("RequireEncryptedVolumes", "1"),
        ("PermissionsBoundaryArn", "boundary"),
        ("RolePath", "teams/a"),
        ("CodeSha256", "0123456789abcdef"),
        ("CodeSigningConfigArn", "csc-1"),
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


def test_the_queue_is_under_the_key_and_alarms_watch_it(local: LocalAws, stack: Provider) -> None:
    url = stack.outputs["NotAnsweredQueueUrl"]
    attributes = local.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert attributes["KmsMasterKeyId"] == stack.outputs["KmsKeyArn"]
    alarms = local.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert {alarm["MetricName"] for alarm in alarms} == {
        "ApproximateNumberOfMessagesVisible",
        "FailedInvocations",
        "DestinationDeliveryFailures",
    }
    for alarm in alarms:
        assert alarm["AlarmActions"] == []
        if alarm["Namespace"] == "AWS/SQS":
            assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": url.rpartition("/")[2]}]


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


@pytest.fixture(scope="module")
def versioned(local: LocalAws, stack: Provider) -> dict[str, str]:
    """The parameters of a release in a bucket with versions, over which somebody wrote another object."""
    s3 = local.client("s3")
    s3.put_bucket_versioning(Bucket=provider.BUCKET, VersioningConfiguration={"Status": "Enabled"})
    released = code()
    version = s3.put_object(Bucket=provider.BUCKET, Key="release.zip", Body=released)["VersionId"]
    s3.put_object(Bucket=provider.BUCKET, Key="release.zip", Body=code(of_others=True))
    digest = base64.b64encode(hashlib.sha256(released).digest()).decode()
    return provider.parameters(
        local, CodeKey="release.zip", CodeVersion=version, CodeSha256=digest, ServiceTokenExport="Scoped"
    )


def test_code_of_another_hash_is_not_installed(local: LocalAws, versioned: dict[str, str]) -> None:
    newest = {name: value for name, value in versioned.items() if name != "CodeVersion"}
    other = Stack(local.client("cloudformation"), "of-others")
    ended = other.create(provider.TEMPLATE, newest)
    assert ended.status == "ROLLBACK_COMPLETE"
    assert "is different from current CodeSHA256" in json.dumps(ended.events, default=str)
    other.delete()


def test_code_by_version_and_hash_and_roles_with_limits(local: LocalAws, versioned: dict[str, str]) -> None:
    iam = local.client("iam")
    allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    boundary = iam.create_policy(PolicyName="boundary", PolicyDocument=json.dumps(allowed))["Policy"]["Arn"]
    scoped = Stack(local.client("cloudformation"), "scoped")
    limits = {"ClusterNames": "training,team-a-*", "RequireImdsV2": "true"}
    roles = {"RolePath": "/teams/a/", "PermissionsBoundaryArn": boundary}
    ended = scoped.create(provider.TEMPLATE, {**versioned, **limits, **roles})
    assert ended.status == "CREATE_COMPLETE", ended.events
    assert ":role/teams/a/" in ended.outputs["ReconcileRoleArn"]
    name = ended.outputs["ReconcileRoleArn"].rpartition("/")[2]
    [attached] = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    version = iam.get_policy(PolicyArn=attached["PolicyArn"])["Policy"]["DefaultVersionId"]
    denied = iam.get_policy_version(PolicyArn=attached["PolicyArn"], VersionId=version)["PolicyVersion"]["Document"]
    assert [each["Sid"] for each in denied["Statement"]] == [
        "NotInOtherClusters",
        "NotWhatOtherClustersHave",
        "NothingForOtherClusters",
        "NoImdsV1",
    ]
    assert "arn:*:eks:*:*:nodegroup/team-a-*/*/*" in denied["Statement"][0]["NotResource"]
    function = ended.outputs["ServiceToken"]
    hashed = local.client("lambda").get_function_configuration(FunctionName=function)["CodeSha256"]
    assert hashed == versioned["CodeSha256"]
    assert scoped.delete().status == "DELETE_COMPLETE"
    iam.delete_policy(PolicyArn=boundary)


def test_more_roles_than_fit_are_refused_and_their_path_is_not(local: LocalAws, stack: Provider) -> None:
    arn = "arn:aws:iam::123456789012:role/nodes"
    many = Stack(local.client("cloudformation"), "many-roles")
    forty = ",".join(f"{arn}/nodes-of-team-{number}" for number in range(40))
    refused = many.create(provider.TEMPLATE, provider.parameters(local, NodeRoleArns=forty, ServiceTokenExport="Many"))
    assert refused.status == "ROLLBACK_COMPLETE"
    assert "Maximum policy size of 10240 bytes exceeded for role" in json.dumps(refused.events, default=str)
    many.delete()
    by_path = provider.parameters(local, NodeRoleArns=f"{arn}/*", ServiceTokenExport="Many")
    taken = many.create(provider.TEMPLATE, by_path)
    assert taken.status == "CREATE_COMPLETE", taken.events
    assert many.delete().status == "DELETE_COMPLETE"


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
