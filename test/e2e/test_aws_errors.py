"""Every AWS code that create meets: the code that the handler returns, and a message with call, resource, AWS's code
and text.

The handler is called without a stack, and each case meets its error alone, by the access key. What is left goes by
DELETE, as CloudFormation does it. The whole table, all codes over all calls, is proven in-process
(test/reconcile/errors.test.ts).
"""

import re
from typing import Any

import pytest

from .scene import Scene, new_key

TEXT = "Words of AWS."
TERMINAL = {
    "eks:DescribeNodegroup": {
        "AccessDeniedException": "AccessDenied",
        "InvalidParameterException": "InvalidRequest",
        "ClientException": "GeneralServiceException",
    },
    "eks:DescribeCluster": {
        "AccessDeniedException": "AccessDenied",
        "SomethingNobodyHeardOf": "GeneralServiceException",
    },
    "ec2:DescribeSubnets": {"UnauthorizedOperation": "AccessDenied", "InvalidParameterValue": "InvalidRequest"},
    "ec2:DescribeInstanceTypes": {"UnauthorizedOperation": "AccessDenied", "OptInRequired": "AccessDenied"},
    "ec2:DescribeInstanceTypeOfferings": {"UnauthorizedOperation": "AccessDenied", "Blocked": "AccessDenied"},
    "ec2:DescribeSecurityGroups": {"UnauthorizedOperation": "AccessDenied", "PendingVerification": "AccessDenied"},
    "ec2:CreatePlacementGroup": {
        "UnauthorizedOperation": "AccessDenied",
        "PlacementGroupLimitExceeded": "ServiceLimitExceeded",
        "IdempotentParameterMismatch": "InternalFailure",
    },
    "ec2:CreateSecurityGroup": {
        "UnauthorizedOperation": "AccessDenied",
        "SecurityGroupLimitExceeded": "ServiceLimitExceeded",
        "InvalidVpcID.NotFound": "InvalidRequest",
        "TagLimitExceeded": "ServiceLimitExceeded",
    },
    "ec2:AuthorizeSecurityGroupIngress": {
        "UnauthorizedOperation": "AccessDenied",
        "RulesPerSecurityGroupLimitExceeded": "ServiceLimitExceeded",
    },
    "ec2:AuthorizeSecurityGroupEgress": {"RulesPerSecurityGroupLimitExceeded": "ServiceLimitExceeded"},
    "ec2:RevokeSecurityGroupEgress": {"UnauthorizedOperation": "AccessDenied"},
    "ec2:CreateLaunchTemplate": {
        "UnauthorizedOperation": "AccessDenied",
        "MaxTemplateLimitExceeded": "ServiceLimitExceeded",
        "InvalidParameterValue": "InvalidRequest",
        "IdempotentParameterMismatch": "InternalFailure",
    },
    "eks:CreateNodegroup": {
        "AccessDeniedException": "AccessDenied",
        "InvalidParameterException": "InvalidRequest",
        "InvalidRequestException": "InvalidRequest",
        "ResourceNotFoundException": "InvalidRequest",
        "UnsupportedAvailabilityZoneException": "InvalidRequest",
        "ResourceLimitExceededException": "ServiceLimitExceeded",
        "ClientException": "GeneralServiceException",
    },
}
# More often than the SDK itself tries again.
WAITED_FOR = [
    ("ec2:DescribeInstanceTypes", "RequestLimitExceeded", 503),
    ("ec2:CreateSecurityGroup", "EC2ThrottledException", 503),
    ("ec2:CreateLaunchTemplate", "InternalError", 500),
    ("eks:DescribeNodegroup", "ServiceUnavailableException", 503),
    ("eks:CreateNodegroup", "ThrottlingException", 400),
    ("eks:CreateNodegroup", "ServerException", 500),
]


@pytest.mark.parametrize(
    ("call", "code", "expected"),
    [(call, code, expected) for call, codes in TERMINAL.items() for code, expected in codes.items()],
)
def test_a_create_that_meets(scene: Scene, call: Any, code: Any, expected: Any) -> None:
    key = new_key()
    scene.fault(key, call, code, message=TEXT)
    answer = scene.invoke("CREATE", scene.properties(), key)
    assert (answer["status"], answer["errorCode"]) == ("FAILED", expected)
    assert re.search(rf"{call} \S.*: {re.escape(code)}: {re.escape(TEXT)}", answer["message"])
    assert scene.faults_left(key) == 0
    _delete(scene, answer)


@pytest.mark.parametrize(("call", "code", "status"), WAITED_FOR)
def test_a_create_succeeds_after_four_times(scene: Scene, call: str, code: str, status: int) -> None:
    key = new_key()
    scene.fault(key, call, code, status=status, times=4)
    answer = scene.invoke("CREATE", scene.properties(), key)
    assert (answer["status"], scene.faults_left(key)) == ("SUCCESS", 0)
    _delete(scene, answer)


def test_credentials_refused_once_are_waited_for(scene: Scene) -> None:
    key = new_key()
    scene.fault(key, "eks:CreateNodegroup", "ExpiredTokenException", status=403)
    answer = scene.invoke("CREATE", scene.properties(), key)
    assert answer["status"] == "SUCCESS"
    _delete(scene, answer)


@pytest.mark.parametrize("call", ["eks:DescribeNodegroup", "ec2:CreateLaunchTemplate"])
def test_credentials_refused_twice_running(scene: Scene, call: str) -> None:
    key = new_key()
    scene.fault(key, call, "UnrecognizedClientException", status=403, times=2, message=TEXT)
    answer = scene.invoke("CREATE", scene.properties(), key)
    assert (answer["status"], answer["errorCode"]) == ("FAILED", "InvalidCredentials")
    assert TEXT in answer["message"]
    _delete(scene, answer)


def test_a_cluster_that_does_not_exist_is_named(scene: Scene) -> None:
    answer = scene.invoke("CREATE", scene.properties(ClusterName="nowhere"))
    assert (answer["status"], answer["errorCode"]) == ("FAILED", "InvalidRequest")
    assert "ClusterName" in answer["message"]
    assert "nowhere" in answer["message"]


def _delete(scene: Scene, answer: dict) -> None:
    identity = (answer.get("resourceModel") or {}).get("Id")
    if identity:
        deleted = scene.invoke("DELETE", {"Id": identity})
        assert deleted["status"] == "SUCCESS" or deleted["errorCode"] == "NotFound"
    assert scene.ours() == []
