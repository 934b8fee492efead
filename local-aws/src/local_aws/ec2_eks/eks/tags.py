"""TagResource, UntagResource and ListTagsForResource on node groups, which moto has for clusters only.

Sources: EKS API reference of the three calls (NotFoundException, BadRequestException); EKS user guide
eks-using-tags: at most 50 tags a resource. Which error the 51st gives is our reading.
"""

from typing import Any
from urllib.parse import parse_qs, unquote

from moto.core.responses import ActionResult, EmptyResult
from moto.eks.responses import EKSResponse

from local_aws.ec2_eks.eks import tag_rules
from local_aws.ec2_eks.framework import dispatch
from local_aws.ec2_eks.framework.errors import BadRequestException, NotFoundException
from local_aws.ec2_eks.framework.extend import extend


@extend(EKSResponse)
class Tagging:
    def tag_resource(self: Any) -> ActionResult:
        resource = _resource(self)
        tags = {**(resource.tags or {}), **dispatch.body(self).get("tags", {})}
        if broken := tag_rules.broken_rule(tags):
            raise BadRequestException(message=broken)
        resource.tags = tags
        return EmptyResult()

    def untag_resource(self: Any) -> ActionResult:
        resource = _resource(self)
        removed = parse_qs(self.parsed_url.query, keep_blank_values=True).get("tagKeys", [])
        resource.tags = {key: value for key, value in (resource.tags or {}).items() if key not in removed}
        return EmptyResult()

    def list_tags_for_resource(self: Any) -> ActionResult:
        return ActionResult({"tags": _resource(self).tags or {}})


def _resource(response: Any) -> Any:
    arn = unquote(response._extract_arn_from_path())
    for cluster in response.eks_backend.clusters.values():
        for resource in (cluster, *cluster.nodegroups.values()):
            if resource.arn == arn:
                return resource
    raise NotFoundException(message=f"No resource found for ARN: {arn}")
