"""AWS errors, in the shapes that EC2 and Auto Scaling (XML), EKS and Resource Groups (JSON, x-amzn-errortype) send."""

import json
from typing import Any

from moto.autoscaling.exceptions import ValidationError
from moto.core.exceptions import JsonRESTError
from moto.ec2.exceptions import EC2ClientError
from moto.eks import exceptions as moto_eks

ResourceInUseException = moto_eks.ResourceInUseException
ResourceNotFoundException = moto_eks.ResourceNotFoundException
InvalidParameterException = moto_eks.InvalidParameterException
InvalidRequestException = moto_eks.InvalidRequestException


class NotFoundException(moto_eks.EKSError):
    """Of the tagging operations. Source: EKS API reference, TagResource, Errors."""

    TYPE = "NotFoundException"
    STATUS = 404


class AccessDeniedException(moto_eks.EKSError):
    """Source: EKS API reference, "Common errors"."""

    TYPE = "AccessDeniedException"
    STATUS = 403


class BadRequestException(moto_eks.EKSError):
    """Of the tagging operations. Source: EKS API reference, TagResource, Errors."""

    TYPE = "BadRequestException"
    STATUS = 400


class ResourceGroupsError(JsonRESTError):
    """Source: AWS Resource Groups API reference, "Errors" of each call: BadRequestException is 400, NotFoundException
    404."""

    def __init__(self, error_type: str, message: str):
        self.code = 404 if error_type == "NotFoundException" else 400
        super().__init__(error_type, message)
        self.description = json.dumps({"Message": message})


def auto_scaling_error(message: str) -> Exception:
    """ValidationError. Source: EC2 Auto Scaling API reference, "Common errors"."""
    return ValidationError(message)


def ec2_error(code: str, message: str) -> EC2ClientError:
    return EC2ClientError(code, message)


def error_answer(service: str, code: str, message: str, status: int) -> tuple[int, dict[str, str], str]:
    """An error with any code and status, as the service's own front end would send it.

    Sources: EC2 API reference, "Error codes" (Response/Errors/Error); EC2 Auto Scaling API reference, "Common errors"
    (ErrorResponse/Error); the Smithy restJson1 protocol for EKS and Resource Groups, whose errors have `Message`.
    """
    if service == "ec2":
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Response><Errors><Error><Code>{_escape(code)}</Code><Message>{_escape(message)}</Message></Error>"
            "</Errors><RequestID>00000000-0000-0000-0000-000000000000</RequestID></Response>"
        )
        return status, {"Content-Type": "text/xml;charset=UTF-8"}, body
    if service == "autoscaling":
        body = (
            '<ErrorResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">'
            f"<Error><Type>Sender</Type><Code>{_escape(code)}</Code><Message>{_escape(message)}</Message></Error>"
            "<RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>"
        )
        return status, {"Content-Type": "text/xml"}, body
    headers = {"Content-Type": "application/json", "x-amzn-ErrorType": code}
    return status, headers, json.dumps({"message" if service == "eks" else "Message": message})


def nodegroup_error(
    kind: type[moto_eks.EKSError], message: str, cluster: Any = None, nodegroup: Any = None
) -> Exception:
    """EKS errors about a node group name both. Source: the exceptions' members in the EKS API reference."""
    return kind(clusterName=cluster, nodegroupName=nodegroup, message=message)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
