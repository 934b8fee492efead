"""install/policies/: the brakes of guides/security.md, each sentence evaluated. Every denial is needed for one of them.

Sources, for what each rests on:

- "By default, CloudFormation grants permissions to all resource types" and "Only one of the Capabilities and
  ResourceType parameters can be specified": CloudFormation API reference, CreateStack, ResourceTypes. A caller may
  leave it out, so that a policy asks for it with Null, as that of the user guide does: "Deny IAM resources in stack
  templates" in security_iam_id-based-policy-examples, "The policy also requires users to specify the ResourceTypes
  parameter".
- "You can use the cloudformation:ImportResourceTypes IAM policy condition to control which resource types users can
  work with during an import operation": user guide, import-resources.
- Stack sets: the examples of the user guide, "Restrict stack set operations based on Region and resource types".
- Cloud Control: Service Authorization Reference, list_cloudcontrol: its actions have no resource type and no condition
  key, so that a policy can only grant or deny them for all types.
- aws:CalledVia: IAM user guide, reference_policies_condition-keys.
- "All PutObject … requests … must include the if-none-match header": S3 user guide, conditional-writes-enforce.
"""

import json
import re

import pytest

from .evaluate import ACCOUNT, ROOT
from .iam import allows, as_list
from .test_permissions import REFERENCE

FOLDER = ROOT / "install" / "policies"
POLICIES = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
OURS = "Efa::EKS::NodeGroup"

TYPES, IMPORTED = "cloudformation:ResourceTypes", "cloudformation:ImportResourceTypes"
STACK = f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/theirs/0a"
OF_NODE_GROUPS = f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/node-groups-a/0a"
TYPE = f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:type/resource/Efa-EKS-NodeGroup"
FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:efa-custom-resource-"
MACHINE = f"arn:aws:states:us-east-1:{ACCOUNT}:stateMachine:Machine-0123"
EXECUTION = f"arn:aws:states:us-east-1:{ACCOUNT}:execution:Machine-0123:one"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:efa-custom-resource-NotAnswered-0123"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/efa-registry-ExecutionRole-0123"
LIMITS = f"arn:aws:iam::{ACCOUNT}:policy/efa-registry-Limits-0123"
OBJECT = "arn:aws:s3:::my-packages/custom-resource/0.1.0.zip"
BY_CLOUDFORMATION = {"aws:CalledVia": ["cloudformation.amazonaws.com"]}
RELEASE = {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/release"}
ONCE = {"s3:if-none-match": "*", "aws:SecureTransport": "true"}

# By policy: what somebody with all other rights may do, what they may not. Each has action, resource and context.
Sentences = list[tuple[str, str, dict]]
STACKS = ("cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:CreateChangeSet")
MAY: dict[str, Sentences] = {
    "only-these-types": [
        *[(action, STACK, {TYPES: ["AWS::S3::Bucket", "AWS::EC2::*"]}) for action in STACKS],
        ("cloudformation:CreateChangeSet", STACK, {TYPES: ["AWS::S3::Bucket"], IMPORTED: ["AWS::S3::Bucket"]}),
        ("cloudformation:DeleteStack", STACK, {}),
        ("cloudformation:ExecuteChangeSet", STACK, {}),
        ("cloudformation:UpdateStackSet", TYPE.replace("Efa-EKS-NodeGroup", "AWS-S3-Bucket"), {}),
        ("cloudformation:DescribeStacks", OF_NODE_GROUPS, {}),
    ],
    "who-may-change-the-type": [
        ("cloudformation:RegisterType", "*", RELEASE),
        ("cloudformation:SetTypeDefaultVersion", "*", RELEASE),
        ("iam:PassRole", ROLE, RELEASE),
        ("lambda:UpdateFunctionCode", FUNCTION + "Reconcile-0123", RELEASE),
        ("cloudformation:DescribeType", "*", {}),
        ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/training-node", {}),
    ],
    "custom-resource-by-cloudformation-alone": [
        ("lambda:InvokeFunction", FUNCTION + "OnEvent-0123", BY_CLOUDFORMATION),
        ("lambda:InvokeFunction", f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:theirs", {}),
        ("states:StartExecution", MACHINE.replace("Machine-", "theirs-"), {}),
    ],
    "artefact-bucket": [
        ("s3:PutObject", OBJECT, {**RELEASE, **ONCE}),
        ("s3:GetObject", OBJECT, {"aws:SecureTransport": "true"}),
        ("s3:GetObjectVersion", OBJECT, {"aws:SecureTransport": "true"}),
    ],
}
MAY_NOT: dict[str, Sentences] = {
    "only-these-types": [
        # left out, which CloudFormation takes for all types
        *[(action, STACK, {}) for action in STACKS],
        *[(action, STACK, {TYPES: ["AWS::S3::Bucket", OURS]}) for action in STACKS],
        # what stands for ours, and what makes stacks of its own
        *[
            ("cloudformation:CreateStack", STACK, {TYPES: [each]})
            for each in (
                "Efa::*",
                "Efa::EKS::*",
                "*",
                "AWS::*",
                "AWS::CloudFormation::Stack",
                "Custom::EksEfaNodeGroup",
            )
        ],
        ("cloudformation:CreateChangeSet", STACK, {TYPES: ["AWS::S3::Bucket"], IMPORTED: [OURS]}),
        ("cloudformation:UpdateStackSet", TYPE, {}),
        ("cloudformation:CreateStackInstances", TYPE, {}),
        *[(f"cloudformation:{action}Resource", "*", {}) for action in ("Create", "Delete", "Get", "Update")],
        ("cloudformation:ListResources", "*", {}),
        ("cloudformation:DeleteStack", OF_NODE_GROUPS, {}),
        ("cloudformation:ExecuteChangeSet", OF_NODE_GROUPS, {}),
        ("cloudformation:RollbackStack", OF_NODE_GROUPS, {}),
        ("cloudformation:UpdateStack", OF_NODE_GROUPS, {TYPES: ["AWS::S3::Bucket"]}),
    ],
    "who-may-change-the-type": [
        ("cloudformation:RegisterType", "*", {}),
        ("cloudformation:SetTypeDefaultVersion", "*", {}),
        ("cloudformation:SetTypeConfiguration", "*", {}),
        ("iam:PassRole", ROLE, {}),
        ("iam:PutRolePolicy", ROLE.replace("registry", "custom-resource"), {}),
        ("iam:DetachRolePolicy", ROLE.replace(":role/", ":role/teams/a/"), {}),
        ("iam:DeleteRolePermissionsBoundary", ROLE, {}),
        ("iam:CreatePolicyVersion", LIMITS, {}),
        ("iam:SetDefaultPolicyVersion", LIMITS.replace("registry", "custom-resource"), {}),
        ("lambda:UpdateFunctionCode", FUNCTION + "Reconcile-0123", {}),
        ("lambda:AddPermission", FUNCTION + "OnEvent-0123", {}),
        ("lambda:CreateFunctionUrlConfig", FUNCTION + "OnEvent-0123", {}),
        # another destination for what fails, with its response URL
        ("lambda:PutFunctionEventInvokeConfig", FUNCTION + "OnEvent-0123", {}),
        ("events:PutRule", f"arn:aws:events:us-east-1:{ACCOUNT}:rule/efa-custom-resource-EndedWithoutAnswer-0123", {}),
        ("states:UpdateStateMachine", MACHINE, {}),
    ],
    "custom-resource-by-cloudformation-alone": [
        # a made-up request, straight to each function
        *[("lambda:InvokeFunction", f"{FUNCTION}{name}-0123", {}) for name in ("OnEvent", "Reconcile", "Answer")],
        ("lambda:InvokeFunctionUrl", FUNCTION + "OnEvent-0123", {}),
        # a template that names another function than OnEvent as its service token
        *[("lambda:InvokeFunction", f"{FUNCTION}{name}-0123", BY_CLOUDFORMATION) for name in ("Reconcile", "Answer")],
        ("states:StartExecution", MACHINE, {}),
        ("states:RedriveExecution", EXECUTION, {}),
        ("states:StopExecution", EXECUTION, {}),
        # ResponseURL and properties
        ("states:GetExecutionHistory", EXECUTION, {}),
        ("states:DescribeExecution", EXECUTION, {}),
        ("sqs:ReceiveMessage", QUEUE, {}),
    ],
    "artefact-bucket": [
        ("s3:PutObject", OBJECT, ONCE),
        ("s3:PutObject", OBJECT, {**RELEASE, "aws:SecureTransport": "true"}),
        ("s3:DeleteObject", OBJECT, {**RELEASE, "aws:SecureTransport": "true"}),
        ("s3:DeleteObjectVersion", OBJECT, {**RELEASE, "aws:SecureTransport": "true"}),
        ("s3:PutBucketVersioning", "arn:aws:s3:::my-packages", {**RELEASE, "aws:SecureTransport": "true"}),
        ("s3:GetObject", OBJECT, {"aws:SecureTransport": "false"}),
    ],
}
EVERYTHING = {"Effect": "Allow", "Action": ["*"], "Resource": "*"}
by_policy = pytest.mark.parametrize("name", POLICIES)


def statements(name: str, left_out: dict | None = None) -> list[dict]:
    """With all other rights, and the policy as somebody with them has it."""
    own = [{**each, "Action": as_list(each["Action"])} for each in POLICIES[name]["Statement"] if each is not left_out]
    return [EVERYTHING, *own]


def test_each_policy_has_its_sentences() -> None:
    assert set(MAY) == set(MAY_NOT) == set(POLICIES)


@by_policy
def test_what_somebody_with_all_other_rights_may(name: str) -> None:
    refused = [each for each in MAY[name] if not allows(statements(name), *each)]
    assert refused == []


@by_policy
def test_what_they_may_not(name: str) -> None:
    allowed = [each for each in MAY_NOT[name] if allows(statements(name), *each)]
    assert allowed == []


@by_policy
def test_every_denial_is_needed(name: str) -> None:
    for statement in POLICIES[name]["Statement"]:
        if statement["Effect"] == "Deny":
            fewer = statements(name, statement)
            assert any(allows(fewer, *each) for each in MAY_NOT[name]), statement["Sid"]


@by_policy
def test_what_is_granted_is_needed(name: str) -> None:
    """By somebody who has no other right."""
    granting = [each for each in POLICIES[name]["Statement"] if each["Effect"] == "Allow"]
    for statement in granting:
        without = statements(name, statement)[1:]
        with_it = statements(name)[1:]
        needing = [each for each in MAY[name] if allows(with_it, *each)]
        assert needing
        assert not any(allows(without, *each) for each in needing), statement["Sid"]


def test_without_null_the_list_of_types_is_no_brake() -> None:
    """What SECURITY.md of 0.1 named: a condition on the list alone, which who leaves it out passes."""
    listed = [each for each in POLICIES["only-these-types"]["Statement"] if each["Sid"] != "OnlyWithAListOfTypes"]
    assert allows([EVERYTHING, *listed], "cloudformation:CreateStack", STACK, {})


def test_cloud_control_has_nothing_that_names_a_type() -> None:
    """Else the five actions could be denied for ours alone."""
    actions = REFERENCE["cloudformation"]["Actions"]
    for action in ("createresource", "deleteresource", "getresource", "listresources", "updateresource"):
        assert actions[action].get("Resources", []) == []


@by_policy
def test_every_action_has_a_resource_that_aws_asks_for(name: str) -> None:
    """A denial of an action on an ARN that AWS never asks about denies nothing: the evaluator would not notice."""
    for statement in POLICIES[name]["Statement"]:
        resources = as_list(statement["Resource"])
        for action in as_list(statement["Action"]):
            service, _, called = action.partition(":")
            if called == "*":
                continue
            known = REFERENCE[service]["Actions"][called.lower()].get("Resources", [])
            formats = [form for kind in known for form in REFERENCE[service]["Resources"][kind]["ARNFormats"]]
            assert resources == ["*"] or any(fits(each, form) for each in resources for form in formats), action


def fits(resource: str, form: str) -> bool:
    """Whether an ARN of that format, as `arn:${Partition}:states:…:stateMachine:.*`, can be meant by the pattern."""
    wanted, given = re.split("[:/]", form.replace("${", "").replace("}", "")), re.split("[:/]", resource)
    return wanted[2] == given[2] and (service_alone(wanted) or wanted[5] == given[5])


def service_alone(parts: list[str]) -> bool:
    """S3 and SQS have nothing but a name after the account."""
    return parts[2] in ("s3", "sqs")


@pytest.mark.parametrize("partition", ["aws", "aws-us-gov", "aws-cn"])
@by_policy
def test_they_hold_in_every_partition(name: str, partition: str) -> None:
    """But for the policy of a bucket, whose ARNs have to name theirs: in another partition write that."""

    def there(sentence: tuple[str, str, dict]) -> tuple[str, str, dict]:
        text = json.dumps(sentence).replace("arn:aws:", f"arn:{partition}:")
        return tuple(json.loads(text))

    own = json.loads(json.dumps(statements(name)))
    if name == "artefact-bucket":
        own = json.loads(json.dumps(own).replace("arn:aws:", f"arn:{partition}:"))
    assert [each for each in MAY_NOT[name] if allows(own, *there(each))] == []
    assert [each for each in MAY[name] if not allows(own, *there(each))] == []
