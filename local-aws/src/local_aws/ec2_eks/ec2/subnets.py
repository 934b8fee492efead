"""CreateSubnet on an Outpost, which moto forgets. Source: EC2 API reference CreateSubnet and Subnet, OutpostArn."""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses import EC2Response

from local_aws.ec2_eks.framework.extend import extend


@extend(EC2Response)
class OutpostSubnets:
    def create_subnet(self: Any) -> ActionResult:
        answer: ActionResult = self._moto_create_subnet()
        answer.result["Subnet"].outpost_arn = self._get_param("OutpostArn")  # type: ignore[index]
        return answer
