"""AWS errors, in the shapes that EC2 (XML) and EKS (JSON, x-amzn-errortype) send."""

import json
from typing import Any

from moto.ec2.exceptions import EC2ClientError
from moto.eks import exceptions as moto_eks

ResourceInUseException = moto_eks.ResourceInUseException
ResourceNotFoundException = moto_eks.ResourceNotFoundException
InvalidParameterException = moto_eks.InvalidParameterException
InvalidRequestException = moto_eks.InvalidRequestException


class NotFoundException(moto_eks.EKSError):
    """What the tagging operations say. Source: EKS API reference, TagResource, Errors."""

    TYPE = "NotFoundException"
    STATUS = 404


class BadRequestException(moto_eks.EKSError):
    """What the tagging operations say. Source: EKS API reference, TagResource, Errors."""

    TYPE = "BadRequestException"
    STATUS = 400


def ec2_error(code: str, message: str) -> EC2ClientError:
    return EC2ClientError(code, message)


def error_answer(service: str, code: str, message: str, status: int) -> tuple[int, dict[str, str], str]:
    """An error with any code and status, as the service's own front end would send it.

    Source: EC2 API reference, "Error codes" (Response/Errors/Error); the Smithy restJson1 protocol for EKS.
    """
    if service == "ec2":
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Response><Errors><Error><Code>{_escape(code)}</Code><Message>{_escape(message)}</Message></Error>"
            "</Errors><RequestID>00000000-0000-0000-0000-000000000000</RequestID></Response>"
        )
        return status, {"Content-Type": "text/xml;charset=UTF-8"}, body
    headers = {"Content-Type": "application/json", "x-amzn-ErrorType": code}
    return status, headers, json.dumps({"message": message})


def nodegroup_error(
    kind: type[moto_eks.EKSError], message: str, cluster: Any = None, nodegroup: Any = None
) -> Exception:
    """EKS errors about a node group name both. Source: the exceptions' members in the EKS API reference."""
    return kind(clusterName=cluster, nodegroupName=nodegroup, message=message)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
