"""What moto answers from AWS's recordings, as far as the provider relies on it; and the launcher itself."""

import os
import re
import subprocess
import sys
import urllib.request

from tests.ec2_eks.world import World, fails


def test_interface_types_of_each_card(world: World) -> None:
    info = world.ec2.describe_instance_types(InstanceTypes=["p6-b300.48xlarge"])["InstanceTypes"][0]["NetworkInfo"]
    kinds = {card["NetworkCardIndex"]: card["InterfaceTypes"] for card in info["NetworkCards"]}
    assert kinds[0] == ["interface"]
    assert kinds[1] == ["interface", "efa", "efa-only"]
    assert len(kinds) == 17
    assert info["EfaInfo"]["MaximumEfaInterfaces"] == 16


def test_interface_types_in_the_xml_that_another_sdk_reads(world: World) -> None:
    answer = raw(world, "Action=DescribeInstanceTypes&Version=2016-11-15&InstanceType.1=p6-b300.48xlarge")
    kinds = [
        re.findall(r"<item>([\w-]+)</item>", one)
        for one in re.findall(r"<interfaceTypeSet>(.*?)</interfaceTypeSet>", answer, re.DOTALL)
    ]
    assert kinds == [["interface"]] + [["interface", "efa", "efa-only"]] * 16


def test_offerings_by_zone_id(world: World) -> None:
    answer = world.ec2.describe_instance_type_offerings(
        LocationType="availability-zone-id", Filters=[{"Name": "instance-type", "Values": ["trn1.32xlarge"]}]
    )
    assert {(one["InstanceType"], one["Location"]) for one in answer["InstanceTypeOfferings"]} == {
        ("trn1.32xlarge", zone) for zone in ("use1-az4", "use1-az5", "use1-az6")
    }


def test_an_unknown_type(world: World) -> None:
    assert fails(lambda: world.ec2.describe_instance_types(InstanceTypes=["p5.huge"]))[0] == "InvalidInstanceType"


def test_subnets(world: World) -> None:
    shown = world.ec2.describe_subnets(SubnetIds=world.subnets)["Subnets"]
    assert [one["AvailabilityZone"] for one in shown] == ["us-east-1a", "us-east-1b", "us-east-1c"]
    assert [one["AvailabilityZoneId"] for one in shown] == ["use1-az6", "use1-az1", "use1-az2"]
    assert {(one["VpcId"], one["AvailableIpAddressCount"], one["MapPublicIpOnLaunch"]) for one in shown} == {
        (world.vpc_id, 251, False)
    }
    assert (
        fails(lambda: world.ec2.describe_subnets(SubnetIds=["subnet-0123456789abcdef0"]))[0]
        == "InvalidSubnetID.NotFound"
    )


def raw(world: World, body: str) -> str:
    headers = {
        "Authorization": (
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/ec2/aws4_request,"
            " SignedHeaders=host, Signature=0"
        ),
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
    }
    request = urllib.request.Request(world.endpoint, data=body.encode(), headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode()


def test_the_launcher_serves_on_loopback_only() -> None:
    environment = {**os.environ, "LOCAL_AWS_LINGER_POLLS": "5"}
    with subprocess.Popen(
        [sys.executable, "-m", "local_aws.ec2_eks", "0"], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            announced = re.fullmatch(r"EC2 and EKS on (http://127\.0\.0\.1:\d+)\n", line)
            assert announced, line
            url = announced.group(1)
            with urllib.request.urlopen(f"{url}/local-aws/settings", timeout=10) as answer:
                assert '"lingerPolls": 5' in answer.read().decode()
        finally:
            process.kill()
