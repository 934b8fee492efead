"""The CDK's two-pass synthesis, by its own command line: first without cdk.context.json, so that look-ups give
dummies."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from local_aws.launcher.local_aws import LocalAws

from .cli import CdkApp, Ran

# Provider of each look-up, as the keys of cdk.context.json begin.
PROVIDERS = {
    "Vpc": "vpc-provider",
    "Ami": "ami",
    "Parameter": "ssm",
    "SecurityGroup": "security-group",
    "SecurityGroupByName": "security-group",
    "HostedZone": "hosted-zone",
    "Key": "key-provider",
    "LoadBalancer": "load-balancer",
    "Listener": "load-balancer-listener",
    "Zones": "availability-zones",
    "Endpoint": "endpoint-service-availability-zones",
    "Role": "cc-api-provider",
    "Prod/Vpc": "vpc-provider",
}
WRONG = {"type": "p5.49xlarge!", "pods": "-1", "subnet": "subnet-12"}


@pytest.fixture(scope="session")
def looked_up(local: LocalAws) -> dict[str, dict]:
    """Makes what is looked up. Returns the properties that each node group has to have of it."""
    subnets = local.environment["SUBNET_IDS"].split(",")
    name = {"Name": "efa-node", "Architecture": "x86_64", "RootDeviceName": "/dev/xvda"}
    image = local.client("ec2").register_image(**name)["ImageId"]
    local.client("ssm").put_parameter(Name="/efa/pods", Value="110", Type="String")
    zone = local.client("route53").create_hosted_zone(Name="example.com", CallerReference="efa")["HostedZone"]["Id"]
    key = local.client("kms").create_key()["KeyMetadata"]
    local.client("kms").create_alias(AliasName="alias/efa", TargetKeyId=key["KeyId"])
    tags = [{"Key": "app", "Value": "efa"}]
    elb = local.client("elbv2")
    [balancer] = elb.create_load_balancer(Name="efa", Type="network", Subnets=subnets[:2], Tags=tags)["LoadBalancers"]
    action: Any = {"Type": "forward", "TargetGroupArn": _target_group(local)}
    [listener] = elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="TCP", Port=80, DefaultActions=[action]
    )["Listeners"]
    # MiniStack's Cloud Control keeps a model of any type as it is, by its Id, and does not know IAM's own roles
    role = {"Id": "efa-node", "Arn": "arn:aws:iam::123456789012:role/efa-node"}
    local.client("cloudcontrol").create_resource(TypeName="AWS::IAM::Role", DesiredState=json.dumps(role))
    group = {"SecurityGroupIds": [local.environment["OTHERS_SECURITY_GROUP_ID"]]}
    partition_arn = {
        "Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, f":kms:us-west-2:123456789012:key/{key['KeyId']}"]]
    }
    return {
        "Vpc": {"Subnets": subnets},
        "Ami": {"ImageId": image},
        "Parameter": {"MaxPods": 110},
        "SecurityGroup": group,
        "SecurityGroupByName": group,
        "HostedZone": {"InstanceTags": {"zone": zone.removeprefix("/hostedzone/")}},
        "Key": {"Volume": {"KmsKeyId": partition_arn}},
        "LoadBalancer": {"InstanceTags": {"balancer": balancer["DNSName"]}},
        "Listener": {"InstanceTags": {"listener": listener["ListenerArn"]}},
        "Zones": {"Placement": {"AvailabilityZone": "us-west-2a"}},
        "Endpoint": {"Subnets": subnets},
        "Role": {"NodeRole": role["Arn"]},
        "Prod/Vpc": {"Subnets": subnets},
    }


def _target_group(local: LocalAws) -> str:
    made = local.client("elbv2").create_target_group(
        Name="efa", Protocol="TCP", Port=80, VpcId=local.environment["VPC_ID"]
    )
    arn: str = made["TargetGroups"][0]["TargetGroupArn"]
    return arn


@pytest.fixture(scope="session")
def every_lookup(app: Callable[[str], CdkApp], looked_up: dict[str, dict]) -> tuple[CdkApp, Ran]:
    """The app with all of them, after its first synthesis."""
    made = app("lookups.mjs")
    return made, made.run("synth", "--quiet", "**")


def test_the_first_synthesis_ends_well(every_lookup: tuple[CdkApp, Ran]) -> None:
    _, ran = every_lookup
    assert ran.exit_code == 0, ran.printed


@pytest.mark.parametrize("stack", PROVIDERS)
def test_the_value_is_looked_up_and_used(
    stack: str, every_lookup: tuple[CdkApp, Ran], looked_up: dict[str, dict]
) -> None:
    made, ran = every_lookup
    assert any(key.startswith(f"{PROVIDERS[stack]}:") for key in made.context()), ran.printed
    found = made.properties(stack)
    for name, value in looked_up[stack].items():
        assert found[name] == value


def test_the_next_synthesis_has_the_same_templates_from_the_context(
    every_lookup: tuple[CdkApp, Ran], looked_up: dict[str, dict]
) -> None:
    made, _ = every_lookup
    before = [made.properties(stack) for stack in looked_up], made.context()
    ran = made.run("synth", "--quiet", "--no-lookups", "**")
    assert ran.exit_code == 0, ran.printed
    assert ([made.properties(stack) for stack in looked_up], made.context()) == before


def test_wrong_values_are_reported_with_the_path_once_they_are_real(
    app: Callable[[str], CdkApp], local: LocalAws
) -> None:
    for name, value in WRONG.items():
        local.client("ssm").put_parameter(Name=f"/efa/wrong/{name}", Value=value, Type="String")
    made = app("wrong-values.mjs")
    ran = made.run("synth", "--quiet", "**")
    assert ran.exit_code == 1, ran.printed
    assert len(made.context()) == len(WRONG)
    for words in (
        ("Training/Workers", "InstanceTypes[0]: The value does not match"),
        ("Training/Workers", "MaxPods", "-1"),
        ("Prod/Training/Workers", "Subnets[0]: The value does not match"),
    ):
        assert all(word in ran.printed for word in words), ran.printed
    assert "dummy-value" not in ran.printed
    assert "Training/Well" not in ran.printed


def test_01_cdk_from_lookup(app: Callable[[str], CdkApp], local: LocalAws) -> None:
    """Case 01: subnets of a VPC that is looked up. aws-cdk#12242, #10341, #22025."""
    made = app("01-cdk-from-lookup.mjs")
    ran = made.run("synth", "--quiet")
    assert ran.exit_code == 0, ran.printed
    assert any(key.startswith("vpc-provider:") for key in made.context())
    assert made.properties("Training")["Subnets"] == local.environment["SUBNET_IDS"].split(",")
