"""UpdateNodegroupConfig, UpdateNodegroupVersion, DescribeUpdate and ListUpdates: one update at a time, done by polls.

Sources: EKS API reference of the four calls and Update. UpdateNodegroupVersion: "if no version is specified, the node
group is updated to match the cluster's current Kubernetes version" with its newest AMI; launchTemplate: the same
template as before, another version. EKS user guide update-managed-node-group: no way back to an earlier Kubernetes
version or AMI. containers-roadmap#2204 for the refusal text. Our readings: a replayed token answers with the same
update; the live template version and version are shown until the update succeeds; a version must be the node group's
own or the cluster's.

A node-group tag makes a failure: `local-aws:fail-update` = CODE, and the node group is ACTIVE as it was before.
"""

import copy
from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.eks.responses import EKSResponse
from moto.moto_api._internal import mock_random

from local_aws.ec2_eks.auto_scaling import activities
from local_aws.ec2_eks.eks import versions
from local_aws.ec2_eks.eks.clusters import clusters
from local_aws.ec2_eks.eks.launch_template import merged_user_data, template_checks, template_copy
from local_aws.ec2_eks.eks.launch_template.template_checks import Fail
from local_aws.ec2_eks.eks.nodegroups import calls, checks, config, features, states
from local_aws.ec2_eks.eks.nodegroups.failure_tags import FAIL_UPDATE
from local_aws.ec2_eks.framework import dispatch
from local_aws.ec2_eks.framework.errors import (
    InvalidParameterException,
    ResourceInUseException,
    ResourceNotFoundException,
)
from local_aws.ec2_eks.framework.extend import extend
from local_aws.ec2_eks.framework.polls import NODEGROUP_UPDATE, Progress

UPDATABLE = ("ACTIVE", "DEGRADED")

Apply = Callable[[Any], None]


class Update:
    def __init__(self, kind: str, request: dict[str, Any], params: list[dict[str, str]], apply: Apply):
        self.id = str(mock_random.uuid4())
        self.kind, self.request, self.params, self.apply = kind, copy.deepcopy(request), params, apply
        self.status, self.created_at = "InProgress", utcnow()
        self.errors: list[dict[str, Any]] = []
        self.progress = Progress(NODEGROUP_UPDATE)

    def poll(self, ec2: Any, nodegroup: Any) -> None:
        if self.status != "InProgress" or not self.progress.poll():
            return
        code = nodegroup.tags.get(FAIL_UPDATE)
        if code:
            self._fail(code, f"{code}: asked for by a tag of the node group")
        else:
            self._apply(nodegroup)
        activities.follow(ec2, nodegroup)
        states.settle(ec2, nodegroup)
        nodegroup.modified_at = utcnow()

    def _apply(self, nodegroup: Any) -> None:
        """terraform-provider-aws#15007: "Code: Unknown / Message: User data was not in the MIME multipart format." """
        try:
            self.apply(nodegroup)
            self.status = "Successful"
        except merged_user_data.NotMergeable as problem:
            self._fail("Unknown", str(problem))

    def _fail(self, code: str, message: str) -> None:
        self.status = "Failed"
        self.errors = [{"errorCode": code, "errorMessage": message, "resourceIds": []}]

    def view(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "status": self.status,
            "type": self.kind,
            "params": self.params,
            "createdAt": self.created_at,
            "errors": self.errors,
        }


@extend(EKSResponse)
class UpdateCalls:
    def update_nodegroup_config(self: Any) -> ActionResult:
        nodegroup, request, fail = _of_request(self)

        def plan() -> tuple[list[dict[str, str]], Apply]:
            config.check(nodegroup, request, fail)
            return config.update_params(request), config.change(request)

        return _start(nodegroup, "ConfigUpdate", request, plan, fail)

    def update_nodegroup_version(self: Any) -> ActionResult:
        nodegroup, request, fail = _of_request(self)
        return _start(nodegroup, "VersionUpdate", request, lambda: _plan_version(self, nodegroup, request, fail), fail)

    def describe_update(self: Any) -> ActionResult:
        nodegroup = _nodegroup_of_query(self)
        update = nodegroup.local_updates.get(self._get_param("updateId")) if nodegroup else None
        if not update:
            raise ResourceNotFoundException(message=f"No update found for ID: {self._get_param('updateId')}")
        update.poll(clusters.ec2_of(self.eks_backend), nodegroup)
        return ActionResult({"update": update.view()})

    def list_updates(self: Any) -> ActionResult:
        nodegroup = _nodegroup_of_query(self)
        ids = list(nodegroup.local_updates) if nodegroup else []
        start, size = int(self._get_param("nextToken", 0)), int(self._get_param("maxResults", 100))
        more = str(start + size) if start + size < len(ids) else None
        return ActionResult({"updateIds": ids[start : start + size], "nextToken": more})


def _of_request(response: Any) -> tuple[Any, dict[str, Any], Fail]:
    nodegroup = calls.find(response)
    return (
        nodegroup,
        dispatch.body(response),
        calls.failures_about(nodegroup.cluster_name, nodegroup.nodegroup_name),
    )


def _nodegroup_of_query(response: Any) -> Any:
    """Without a node group the calls are about the cluster's updates, of which we keep none."""
    clusters.get_cluster(response.eks_backend, response._get_param("name"))
    return calls.find(response) if response._get_param("nodegroupName") else None


def _start(
    nodegroup: Any,
    kind: str,
    request: dict[str, Any],
    plan: Callable[[], tuple[list[dict[str, str]], Apply]],
    fail: Fail,
) -> ActionResult:
    earlier = _same_token(nodegroup, kind, request, fail)
    if earlier:
        return ActionResult({"update": earlier.view()})
    if nodegroup.status not in UPDATABLE:
        raise fail(ResourceInUseException, "Nodegroup cannot be updated as it is currently not in Active State")
    update = Update(kind, request, *plan())
    nodegroup.local_updates[update.id] = update
    nodegroup.status, nodegroup.modified_at = "UPDATING", utcnow()
    return ActionResult({"update": update.view()})


def _same_token(nodegroup: Any, kind: str, request: dict[str, Any], fail: Fail) -> Update | None:
    token = request.get("clientRequestToken")
    for update in nodegroup.local_updates.values():
        if token and update.request.get("clientRequestToken") == token:
            if (update.kind, update.request) != (kind, request):
                raise fail(
                    InvalidParameterException,
                    "The client request token has already been used with different parameters",
                )
            return update
    return None


def _plan_version(
    response: Any, nodegroup: Any, request: dict[str, Any], fail: Fail
) -> tuple[list[dict[str, str]], Apply]:
    cluster = clusters.get_cluster(response.eks_backend, nodegroup.cluster_name)
    ec2 = clusters.ec2_of(response.eks_backend)
    resolved = _resolve(ec2, nodegroup, request, fail)
    data = resolved.data if resolved else nodegroup.local_launch_data
    version, release = _versions(nodegroup, cluster, request, data, fail)
    group = _check_template(ec2, cluster, nodegroup, request, data, fail)

    def apply(changed: Any) -> None:
        template_copy.check(cluster, changed, data)
        changed.version, changed.release_version = version, release
        changed.local_launch_data, changed.local_placement_group = data, group
        if resolved:
            changed.launch_template = resolved.specification
            changed.local_instance_types = template_checks.instance_types(
                data, {"instanceTypes": changed.instance_types}
            )
        template_copy.renew(cluster, changed)

    params = [{"type": "Version", "value": version}, {"type": "ReleaseVersion", "value": release}]
    if resolved:
        params += [
            {"type": "LaunchTemplateName", "value": resolved.specification["name"]},
            {"type": "LaunchTemplateVersion", "value": resolved.specification["version"]},
        ]
    return params, apply


def _resolve(ec2: Any, nodegroup: Any, request: dict[str, Any], fail: Fail) -> template_checks.Resolved | None:
    given = request.get("launchTemplate")
    if not given:
        return None
    if not nodegroup.launch_template:
        raise fail(
            InvalidParameterException, "You cannot add a launch template to a node group that was created without one"
        )
    resolved = template_checks.resolve(ec2, given, fail)
    if resolved.specification["id"] != nodegroup.launch_template["id"]:
        raise fail(InvalidParameterException, "Launch template must be the one that the node group was created with")
    if bool(resolved.data.get("ImageId")) != (nodegroup.ami_type == "CUSTOM"):
        # Source: EKS user guide launch-templates: with or without a custom AMI can't be changed later.
        raise fail(InvalidParameterException, "You cannot change between an Amazon EKS optimized AMI and a custom AMI")
    return resolved


def _check_template(
    ec2: Any, cluster: Any, nodegroup: Any, request: dict[str, Any], data: dict[str, Any], fail: Fail
) -> Any:
    """The checks of CreateNodegroup, for the version that is to be rolled out."""
    as_created = {
        **request,
        "instanceTypes": nodegroup.instance_types if nodegroup.launch_template else None,
        "capacityType": nodegroup.capacity_type,
        "amiType": nodegroup.ami_type,
    }
    template_checks.check(ec2, cluster, data, as_created, fail)
    features.hibernation(nodegroup.warm_pool_config or {}, data, fail)
    subnets = [ec2.get_subnet(subnet_id) for subnet_id in nodegroup.subnets]
    return checks.placement_group(ec2, data, subnets, fail)


def _versions(
    nodegroup: Any, cluster: Any, request: dict[str, Any], data: dict[str, Any], fail: Fail
) -> tuple[str, str]:
    if data.get("ImageId"):
        return nodegroup.version, data["ImageId"]
    version = request.get("version") or cluster.version
    if version not in (nodegroup.version, cluster.version) or versions.number(version) < versions.number(
        nodegroup.version
    ):
        raise fail(
            InvalidParameterException,
            f"Requested Nodegroup version {version} is invalid. Allowed version is {cluster.version}",
        )
    release = request.get("releaseVersion") or versions.newest_release(version, nodegroup.ami_type)
    checks.release(release, version, nodegroup.ami_type, fail)
    if versions.release_order(release) < versions.release_order(nodegroup.release_version):
        raise checks.wrong_release(release, version, nodegroup.ami_type, fail)
    return version, release
