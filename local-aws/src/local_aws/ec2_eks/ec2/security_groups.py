"""Security groups: in use, and when two rules are the same. The rest is moto's.

Sources: EC2 API reference DeleteSecurityGroup ("associated with an instance or network interface, or referenced by
another security group: DependencyViolation"), AuthorizeSecurityGroupIngress ("Error codes",
InvalidPermission.Duplicate), RevokeSecurityGroupEgress ("For a non-default VPC, if the values you specify do not
match the existing rule's values, an InvalidPermission.NotFound client error is returned"); a rule's description is
not part of its identity (UpdateSecurityGroupRuleDescriptions changes it in place); EKS user guide sec-group-reqs: the
control plane's interfaces carry the cluster's groups.
"""

import re
from collections.abc import Callable
from typing import Any

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult
from moto.ec2.exceptions import (
    DependencyViolationError,
    InvalidPermissionNotFoundError,
    InvalidSecurityGroupNotFoundError,
)
from moto.ec2.models import EC2Backend
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.responses import EC2Response
from moto.eks.models import eks_backends

from local_aws.ec2_eks.ec2 import tagged_resources
from local_aws.ec2_eks.ec2.instances import lingering
from local_aws.ec2_eks.framework.errors import ec2_error
from local_aws.ec2_eks.framework.extend import extend


@extend(SecurityGroupRule)
class RuleIdentity:
    # Assigned below: `extend` leaves dunder methods alone.
    def local_identity(self: Any) -> tuple[Any, ...]:
        ports = () if self.ip_protocol == "-1" else (self.from_port, self.to_port)
        group = self.source_group.get("GroupId") or self.source_group.get("GroupName")
        return (
            self.ip_protocol,
            ports,
            self.ip_range.get("CidrIp"),
            self.ip_range.get("CidrIpv6"),
            group,
            self.prefix_list_id,
        )


def _is_same_rule(rule: Any, other: Any) -> bool:
    return rule.local_identity() == other.local_identity()


SecurityGroupRule.__eq__ = _is_same_rule  # type: ignore[method-assign]


ALLOWED = re.compile(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{1,255}")


@extend(EC2Response)
class SecurityGroupCalls:
    def create_security_group(self: Any) -> ActionResult:
        """Source: CreateSecurityGroup, GroupName and Description; "Error codes", InvalidVpcID.NotFound."""
        name, description = self._get_param("GroupName", ""), self._get_param("Description", "")
        vpc_id, tags = self._get_param("VpcId"), self._parse_tag_specification("security-group")
        if vpc_id and vpc_id not in self.ec2_backend.vpcs:
            raise ec2_error("InvalidVpcID.NotFound", f"The vpc ID '{vpc_id}' does not exist")
        if not ALLOWED.fullmatch(name) or not ALLOWED.fullmatch(description) or name.startswith("sg-"):
            raise ec2_error("InvalidParameterValue", "Invalid security group name or description.")
        made = self._moto_create_security_group()
        shown = tagged_resources.pairs(tags.get("security-group", {}))
        return ActionResult({**made.result, "Tags": shown} if shown else made.result)

    def delete_security_group(self: Any) -> ActionResult:
        group = self.ec2_backend.get_security_group_by_name_or_id(
            self._get_param("GroupId") or self._get_param("GroupName")
        )
        self._moto_delete_security_group()
        return ActionResult({"Return": True, "GroupId": group.id if group else None})

    def describe_security_groups(self: Any) -> ActionResult:
        for group_id in self._get_param("GroupIds", []):
            if not self.ec2_backend.get_security_group_from_id(group_id):
                raise InvalidSecurityGroupNotFoundError(group_id)
        return self._moto_describe_security_groups()

    def authorize_security_group_ingress(self: Any) -> ActionResult:
        return _all_or_none(self, self._moto_authorize_security_group_ingress)

    def authorize_security_group_egress(self: Any) -> ActionResult:
        return _all_or_none(self, self._moto_authorize_security_group_egress)

    def revoke_security_group_ingress(self: Any) -> ActionResult:
        return _all_or_none(self, self._moto_revoke_security_group_ingress)

    def revoke_security_group_egress(self: Any) -> ActionResult:
        return _all_or_none(self, self._moto_revoke_security_group_egress)


def _all_or_none(response: Any, call: Callable[[], ActionResult]) -> ActionResult:
    """Source: RevokeSecurityGroupEgress: "and no rules are revoked". Our reading: the same of authorizing."""
    group = response.ec2_backend.get_security_group_from_id(response._get_param("GroupId", ""))
    before = (list(group.ingress_rules), list(group.egress_rules)) if group else ([], [])
    try:
        return call()
    except ServiceException:
        if group:
            group.ingress_rules[:], group.egress_rules[:] = before
        raise


@extend(EC2Backend)
class GroupsInUse:
    def delete_security_group(self: Any, name: str | None = None, group_id: str | None = None) -> None:
        group = self.get_security_group_by_name_or_id(group_id or name)
        if group and in_use(self, group.id):
            raise DependencyViolationError(f"resource {group.id} has a dependent object")
        self._moto_delete_security_group(name, group_id)
        if group:
            self.tags.pop(group.id, None)

    def revoke_security_group_egress(
        self: Any, group_name_or_id: str, ip_ranges: list[dict[str, str]], **request: Any
    ) -> None:
        """moto accepts the revocation of an IPv6 range that no rule has, when the VPC has no IPv6 addresses."""
        group = self.get_security_group_by_name_or_id(group_name_or_id)
        have = [rule.ip_range.get("CidrIpv6") for rule in group.egress_rules] if group else []
        if group and any("CidrIpv6" in item and item["CidrIpv6"] not in have for item in ip_ranges):
            raise InvalidPermissionNotFoundError()
        self._moto_revoke_security_group_egress(group_name_or_id=group_name_or_id, ip_ranges=ip_ranges, **request)


def in_use(backend: Any, group_id: str) -> bool:
    return (
        any(group_id in [group.id for group in interface.group_set] for interface in backend.enis.values())
        or _named_by_another_group(backend, group_id)
        or _carried_by_a_control_plane(backend, group_id)
        or lingering.uses_security_group(backend, group_id)
    )


def _named_by_another_group(backend: Any, group_id: str) -> bool:
    others = [group for groups in backend.groups.values() for group in groups.values() if group.id != group_id]
    return any(
        rule.source_group.get("GroupId") == group_id
        for group in others
        for rule in (*group.ingress_rules, *group.egress_rules)
    )


def _carried_by_a_control_plane(backend: Any, group_id: str) -> bool:
    clusters = eks_backends[backend.account_id][backend.region_name].clusters.values()
    configs = [cluster.resources_vpc_config for cluster in clusters]
    return any(
        group_id == config.get("clusterSecurityGroupId") or group_id in config.get("securityGroupIds", [])
        for config in configs
    )
