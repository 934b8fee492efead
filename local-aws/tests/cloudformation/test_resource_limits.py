"""What AWS refuses of a stack's resources: each with the nearest that it takes."""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator

import pytest

from local_aws.client.stacks import Ended, Stack

from .server import RunningServer, start

CODE = "exports.handler = async () => {};"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


@pytest.fixture(scope="module")
def running() -> Iterator[RunningServer]:
    server = start()
    yield server
    server.stop()


def document(characters: int) -> dict:
    """A policy of that many characters, without white space."""

    def of(resource: str) -> dict:
        statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{resource}"}
        return {"Version": "2012-10-17", "Statement": [statement]}

    return of("x" * (characters - len(json.dumps(of(""), separators=(",", ":")))))


def policy(name: str, characters: int) -> dict:
    return {"PolicyName": name, "PolicyDocument": document(characters)}


def created(running: RunningServer, name: str, resources: dict) -> Ended:
    stack = Stack(running.client("cloudformation"), name)
    ended = stack.create(json.dumps({"Resources": resources}), {})
    stack.delete()
    return ended


def failed_because(ended: Ended) -> str:
    return " ".join(str(event.get("ResourceStatusReason")) for event in ended.events)


def role(*policies: dict) -> dict:
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {"AssumeRolePolicyDocument": TRUST, "Policies": list(policies)},
    }


@pytest.mark.parametrize(("more", "status"), [(0, "CREATE_COMPLETE"), (1, "ROLLBACK_COMPLETE")])
def test_inline_policies_of_a_role_together(running: RunningServer, more: int, status: str) -> None:
    ended = created(running, f"inline-{more}", {"Role": role(policy("a", 5_000), policy("b", 5_240 + more))})
    assert ended.status == status
    assert ("Maximum policy size of 10240 bytes exceeded for role" in failed_because(ended)) is bool(more)


@pytest.mark.parametrize(("more", "status"), [(0, "CREATE_COMPLETE"), (1, "ROLLBACK_COMPLETE")])
def test_an_inline_policy_of_its_own_counts_too(running: RunningServer, more: int, status: str) -> None:
    apart = {"Type": "AWS::IAM::Policy", "Properties": {**policy("b", 5_240 + more), "Roles": [{"Ref": "Role"}]}}
    ended = created(running, f"apart-{more}", {"Role": role(policy("a", 5_000)), "Policy": apart})
    assert ended.status == status
    assert ("Maximum policy size of 10240 bytes exceeded for role" in failed_because(ended)) is bool(more)


@pytest.mark.parametrize(("more", "status"), [(0, "CREATE_COMPLETE"), (1, "ROLLBACK_COMPLETE")])
def test_a_managed_policy(running: RunningServer, more: int, status: str) -> None:
    managed = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document(6_144 + more)}}
    ended = created(running, f"managed-{more}", {"Policy": managed})
    assert ended.status == status
    assert ("Cannot exceed quota for PolicySize: 6144" in failed_because(ended)) is bool(more)


def zipped() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("index.js", CODE)
    return body.getvalue()


@pytest.mark.parametrize("fits", [True, False])
def test_a_version_is_published_where_the_hash_fits(running: RunningServer, fits: bool) -> None:
    s3, code = running.client("s3"), zipped()
    if "code" not in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket="code")
    s3.put_object(Bucket="code", Key="code.zip", Body=code)
    digest = base64.b64encode(hashlib.sha256(code if fits else b"another").digest()).decode()
    ended = created(
        running,
        f"hash-{fits}",
        {
            "Role": role(),
            "Function": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "Runtime": "nodejs22.x",
                    "Handler": "index.handler",
                    "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                    "Code": {"S3Bucket": "code", "S3Key": "code.zip"},
                },
            },
            "Version": {
                "Type": "AWS::Lambda::Version",
                "Properties": {"FunctionName": {"Ref": "Function"}, "CodeSha256": digest},
            },
        },
    )
    assert ended.status == ("CREATE_COMPLETE" if fits else "ROLLBACK_COMPLETE")
    assert ("is different from current CodeSHA256 in $LATEST" in failed_because(ended)) is not fits
