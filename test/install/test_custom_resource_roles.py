"""The roles of install/custom-resource.yaml: each function and the machine may do its work and nothing else."""

from typing import Any

import pytest

from .iam import allows, as_list
from .template import FUNCTIONS, RESOURCES, of_type

ACCOUNT = "123456789012"
MACHINE = f"arn:aws:states:us-east-1:{ACCOUNT}:stateMachine:machine"
EXECUTION = f"arn:aws:states:us-east-1:{ACCOUNT}:execution:machine:one"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/ours"
LOG = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/efa-eks-nodegroup/custom:*"
FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:"
RECONCILE, ANSWER, ON_EVENT = (FUNCTION + name for name in ("reconcile", "answer", "on-event"))
STACK = f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/training/6a1f0c2e-0000"
OF_MACHINE = {"kms:EncryptionContext:aws:states:stateMachineArn": MACHINE}
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:not-answered"
OF_QUEUES = {"kms:ViaService": "sqs.us-east-1.amazonaws.com"}
OF_QUEUES_IN_CHINA = {"kms:ViaService": "sqs.us-east-1.amazonaws.com.cn"}
OF_ANOTHER = {"kms:EncryptionContext:aws:states:stateMachineArn": MACHINE + "-of-others"}

VALUES = [
    ({"Ref": "Machine"}, MACHINE),
    ({"Fn::GetAtt": ["LogGroup", "Arn"]}, LOG),
    ({"Fn::GetAtt": ["Answer", "Arn"]}, ANSWER),
    ({"Fn::GetAtt": ["Reconcile", "Arn"]}, RECONCILE),
    ({"Fn::GetAtt": ["NotAnswered", "Arn"]}, QUEUE),
    ({"Ref": "AWS::AccountId"}, ACCOUNT),
    ({"Fn::If": ["MakesKey", {"Fn::GetAtt": ["Key", "Arn"]}, {"Ref": "KmsKeyArn"}]}, KEY),
]
TEXTS = {
    "${AWS::Partition}": "aws",
    "${AWS::Region}": "us-east-1",
    "${AWS::URLSuffix}": "amazonaws.com.cn",
    "${AWS::AccountId}": ACCOUNT,
    "${Machine.Name}": "machine",
}
HERE = {"aws:RequestedRegion": "us-east-1"}


def resolved(value: Any) -> Any:
    """The value as CloudFormation would make it. Raises KeyError for a function that these tests do not know."""
    if isinstance(value, list):
        return [resolved(each) for each in value]
    if not isinstance(value, dict):
        return value
    for function, known in VALUES:
        if value == function:
            return known
    if set(value) == {"Fn::Sub"}:
        text = value["Fn::Sub"]
        for name, known in TEXTS.items():
            text = text.replace(name, known)
        assert "${" not in text, text
        return text
    return {key: resolved(member) for key, member in value.items()}


def statements(role: str) -> list[dict]:
    """Of its inline policies and of those that stand by themselves; those of the one table are
    test_permissions.py's."""
    policies = [policy for policy in RESOURCES[role]["Properties"]["Policies"] if policy["PolicyName"] != "NodeGroups"]
    policies += [policy for policy in of_type("AWS::IAM::Policy").values() if policy["Roles"] == [{"Ref": role}]]
    documents = [policy["PolicyDocument"] for policy in policies]
    return [
        {**resolved(statement), "Action": as_list(statement["Action"])}
        for document in documents
        for statement in document["Statement"]
    ]


MAY = [
    ("OnEventRole", "states:StartExecution", MACHINE, {}),
    ("OnEventRole", "kms:GenerateDataKey", KEY, OF_MACHINE),
    ("OnEventRole", "lambda:InvokeFunction", ANSWER, {}),
    ("OnEventRole", "logs:PutLogEvents", LOG, {}),
    ("ReconcileRole", "logs:PutLogEvents", LOG, {}),
    ("ReconcileRole", "states:ListExecutions", MACHINE, {}),
    ("ReconcileRole", "states:StopExecution", EXECUTION, {}),
    ("ReconcileRole", "cloudformation:DescribeStackEvents", STACK, {}),
    ("ReconcileRole", "cloudformation:DescribeStackResource", STACK, {}),
    ("AnswerRole", "logs:PutLogEvents", LOG, {}),
    ("AnswerRole", "states:DescribeExecution", EXECUTION, {}),
    ("AnswerRole", "states:ListExecutions", MACHINE, {}),
    ("AnswerRole", "kms:Decrypt", KEY, OF_MACHINE),
    ("MachineRole", "lambda:InvokeFunction", RECONCILE, {}),
    ("MachineRole", "lambda:InvokeFunction", ANSWER, {}),
    ("MachineRole", "kms:Decrypt", KEY, OF_MACHINE),
    ("MachineRole", "kms:GenerateDataKey", KEY, OF_MACHINE),
    *[
        (role, action, resource, context)
        for role in ("AnswerRole", "MachineRole")
        for action, resource, context in (
            ("sqs:SendMessage", QUEUE, {}),
            ("kms:Decrypt", KEY, OF_QUEUES),
            ("kms:Decrypt", KEY, OF_QUEUES_IN_CHINA),
            ("kms:GenerateDataKey", KEY, OF_QUEUES),
        )
    ],
]
MAY_NOT = [
    *[
        (role, action, QUEUE, {})
        for role in ("OnEventRole", "ReconcileRole", "AnswerRole", "MachineRole")
        for action in ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:PurgeQueue")
    ],
    *[
        ("ReconcileRole", f"cloudformation:{action}", STACK, {})
        for action in ("DeleteStack", "UpdateStack", "GetTemplate", "SignalResource")
    ],
    ("ReconcileRole", "cloudformation:DescribeStackResource", STACK.replace(ACCOUNT, "999999999999"), {}),
    ("AnswerRole", "cloudformation:DescribeStackResource", STACK, {}),
    ("ReconcileRole", "sqs:SendMessage", QUEUE, {}),
    ("OnEventRole", "sqs:SendMessage", QUEUE, {}),
    ("OnEventRole", "states:StartExecution", MACHINE + "-of-others", {}),
    ("OnEventRole", "lambda:InvokeFunction", RECONCILE, {}),
    ("OnEventRole", "kms:GenerateDataKey", KEY, OF_ANOTHER),
    ("OnEventRole", "logs:CreateLogGroup", LOG, {}),
    ("AnswerRole", "states:DescribeExecution", EXECUTION.replace(":machine:", ":another:"), {}),
    ("AnswerRole", "states:ListExecutions", MACHINE + "-of-others", {}),
    ("AnswerRole", "states:StopExecution", EXECUTION, {}),
    ("AnswerRole", "states:StartExecution", MACHINE, {}),
    ("AnswerRole", "kms:Decrypt", KEY, OF_ANOTHER),
    ("AnswerRole", "kms:GenerateDataKey", KEY, OF_MACHINE),
    ("AnswerRole", "lambda:InvokeFunction", RECONCILE, {}),
    ("ReconcileRole", "states:StartExecution", MACHINE, {}),
    ("ReconcileRole", "states:ListExecutions", MACHINE + "-of-others", {}),
    ("ReconcileRole", "states:StopExecution", EXECUTION.replace(":machine:", ":another:"), {}),
    ("ReconcileRole", "states:DescribeExecution", EXECUTION, {}),
    ("ReconcileRole", "kms:Decrypt", KEY, OF_MACHINE),
    ("ReconcileRole", "lambda:InvokeFunction", ANSWER, {}),
    ("MachineRole", "lambda:InvokeFunction", ON_EVENT, {}),
    ("MachineRole", "states:StartExecution", MACHINE, {}),
    ("MachineRole", "kms:Decrypt", KEY, OF_ANOTHER),
]
ACTS_ON_NODE_GROUPS = ("ec2:", "eks:", "iam:")


@pytest.mark.parametrize(("role", "action", "resource", "context"), MAY)
def test_may(role: str, action: str, resource: str, context: dict) -> None:
    assert allows(statements(role), action, resource, {**HERE, **context})


@pytest.mark.parametrize(("role", "action", "resource", "context"), MAY_NOT)
def test_may_not(role: str, action: str, resource: str, context: dict) -> None:
    assert not allows(statements(role), action, resource, {**HERE, **context})


@pytest.mark.parametrize("role", sorted(of_type("AWS::IAM::Role")))
def test_every_statement_is_needed(role: str) -> None:
    given = statements(role)
    sentences = [sentence for sentence in MAY if sentence[0] == role]
    for at in range(len(given)):
        fewer = given[:at] + given[at + 1 :]
        kept = [allows(fewer, action, resource, {**HERE, **context}) for _, action, resource, context in sentences]
        assert not all(kept), given[at]["Sid"]


def test_reconcile_alone_acts_on_node_groups_and_nothing_acts_on_everything() -> None:
    for role in of_type("AWS::IAM::Role"):
        for statement in statements(role):
            assert not [action for action in statement["Action"] if action.startswith(ACTS_ON_NODE_GROUPS)]
            assert "*" not in as_list(statement["Resource"])
            assert not [action for action in statement["Action"] if "*" in action]
    with_table = [
        name
        for name, role in of_type("AWS::IAM::Role").items()
        if "NodeGroups" in [policy["PolicyName"] for policy in role["Policies"]]
    ]
    assert with_table == ["ReconcileRole"]


def test_the_translator_makes_no_role_or_policy_of_its_own() -> None:
    assert set(of_type("AWS::IAM::Role")) == {"OnEventRole", "ReconcileRole", "AnswerRole", "MachineRole"}
    managed = {
        name: role["ManagedPolicyArns"]
        for name, role in of_type("AWS::IAM::Role").items()
        if "ManagedPolicyArns" in role
    }
    assert managed == {"ReconcileRole": {"Fn::If": ["HasLimits", [{"Ref": "Limits"}], {"Ref": "AWS::NoValue"}]}}


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_each_function_has_its_own_role_which_lambda_alone_assumes_for_this_account(function: str) -> None:
    assert FUNCTIONS[function]["Role"] == {"Fn::GetAtt": [f"{function}Role", "Arn"]}
    [trust] = RESOURCES[f"{function}Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}
    assert resolved(trust["Condition"]) == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_the_machines_role_is_step_functions_for_this_account() -> None:
    [trust] = RESOURCES["MachineRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "states.amazonaws.com"}
    assert resolved(trust["Condition"]) == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:states:us-east-1:{ACCOUNT}:stateMachine:*"},
    }


def test_nobody_else_may_call_the_functions() -> None:
    """No resource policy but the rule's on Answer: CloudFormation calls OnEvent with the rights of whoever deploys."""
    [permission] = of_type("AWS::Lambda::Permission").values()
    assert permission == {
        "FunctionName": {"Ref": "Answer"},
        "Action": "lambda:InvokeFunction",
        "Principal": "events.amazonaws.com",
        "SourceArn": {"Fn::GetAtt": ["EndedWithoutAnswer", "Arn"]},
    }


def test_who_fails_to_start_and_what_ends_without_an_answer_go_to_answer() -> None:
    config = of_type("AWS::Lambda::EventInvokeConfig")["OnEventEventInvokeConfig"]
    assert config["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["Answer", "Arn"]}
    [rule] = of_type("AWS::Events::Rule").values()
    assert rule["EventPattern"] == {
        "source": ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        "detail": {"stateMachineArn": [{"Ref": "Machine"}], "status": ["TIMED_OUT", "FAILED", "ABORTED"]},
    }
    assert [target["Arn"] for target in rule["Targets"]] == [{"Fn::GetAtt": ["Answer", "Arn"]}]


def test_what_is_not_answered_is_kept_encrypted_and_raises_an_alarm() -> None:
    config = of_type("AWS::Lambda::EventInvokeConfig")["AnswerEventInvokeConfig"]
    assert config["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["NotAnswered", "Arn"]}
    [queue] = of_type("AWS::SQS::Queue").values()
    assert resolved(queue["KmsMasterKeyId"]) == KEY
    assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600
    alarm = of_type("AWS::CloudWatch::Alarm")["NotAnsweredAlarm"]
    assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": {"Fn::GetAtt": ["NotAnswered", "QueueName"]}}]
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", 0)
    assert alarm["TreatMissingData"] == "notBreaching"


def name_in(value: dict) -> str:
    """Of the resource that a Ref or a GetAtt names."""
    [named] = value.values()
    return str(named[0] if isinstance(named, list) else named)


def test_every_way_on_which_an_answer_can_be_lost_has_its_alarm() -> None:
    """EventBridge user guide, eb-monitoring: FailedInvocations, "the number of invocations that failed permanently";
    Lambda developer guide, monitoring-metrics-types: DestinationDeliveryFailures, of asynchronous invocations."""
    alarms = of_type("AWS::CloudWatch::Alarm")
    watched = {(alarm["MetricName"], name_in(alarm["Dimensions"][0]["Value"])) for alarm in alarms.values()}
    failing = {
        ("DestinationDeliveryFailures", name.removesuffix("EventInvokeConfig"))
        for name in of_type("AWS::Lambda::EventInvokeConfig")
    }
    rules = {("FailedInvocations", rule) for rule in of_type("AWS::Events::Rule")}
    assert len(failing) == 2
    assert len(rules) == 1
    assert watched == failing | rules | {("ApproximateNumberOfMessagesVisible", "NotAnswered")}
    for alarm in alarms.values():
        assert alarm["AlarmActions"] == {"Fn::If": ["HasTopic", [{"Ref": "AlarmTopicArn"}], {"Ref": "AWS::NoValue"}]}
        assert alarm["TreatMissingData"] == "notBreaching"


def test_lambda_tries_for_as_long_as_cloudformation_waits() -> None:
    for config in of_type("AWS::Lambda::EventInvokeConfig").values():
        assert config["MaximumEventAgeInSeconds"] == 3300


def test_the_machine_is_encrypted_and_writes_no_log() -> None:
    machine = RESOURCES["Machine"]["Properties"]
    assert machine["LoggingConfiguration"] == {"Level": "OFF", "IncludeExecutionData": False}
    assert machine["StateMachineType"] == "STANDARD"
    assert resolved(machine["EncryptionConfiguration"]) == {"Type": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": KEY}


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_the_functions_log_into_the_group_with_retention(function: str) -> None:
    assert FUNCTIONS[function]["LoggingConfig"] == {"LogGroup": {"Ref": "LogGroup"}}
    assert RESOURCES["LogGroup"]["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionInDays"}
