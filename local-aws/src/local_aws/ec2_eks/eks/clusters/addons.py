"""Add-ons of a cluster, so that a test can give a cluster an older or a newer VPC CNI.

Sources: EKS API reference CreateAddon, DescribeAddon, ListAddons, DeleteAddon, Addon; "Addon already exists." is
aws/eks-hybrid#316, "Addon specified is not supported" containers-roadmap#1429. A new cluster has none: the CNI that
CreateCluster installs by itself (bootstrapSelfManagedAddons) is no add-on. Our reading: the first DescribeAddon after
CreateAddon shows ACTIVE, DeleteAddon is done at once, and the other texts.
"""

import re
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.eks.responses import EKSResponse
from moto.moto_api._internal import mock_random

from local_aws.ec2_eks.eks.clusters import clusters
from local_aws.ec2_eks.framework import dispatch
from local_aws.ec2_eks.framework.errors import (
    InvalidParameterException,
    ResourceInUseException,
    ResourceNotFoundException,
)
from local_aws.ec2_eks.framework.extend import extend

# What CreateAddon installs where the caller names no version.
DEFAULT_VERSIONS = {
    "vpc-cni": "v1.20.4-eksbuild.2",
    "coredns": "v1.12.1-eksbuild.2",
    "kube-proxy": "v1.33.0-eksbuild.2",
    "eks-pod-identity-agent": "v1.3.9-eksbuild.3",
}
VERSION = re.compile(r"v\d+\.\d+\.\d+-eksbuild\.\d+")
MOST_RESULTS = 100


@extend(EKSResponse)
class Addons:
    def create_addon(self: Any) -> ActionResult:
        cluster, request = _cluster(self), dispatch.body(self)
        name = request.get("addonName", "")
        version = request.get("addonVersion") or DEFAULT_VERSIONS.get(name, "")
        if name not in DEFAULT_VERSIONS:
            raise _error(InvalidParameterException, cluster, name, "Addon specified is not supported")
        if not VERSION.fullmatch(version):
            raise _error(InvalidParameterException, cluster, name, "Addon version specified is not supported")
        if name in _addons(cluster):
            raise _error(ResourceInUseException, cluster, name, "Addon already exists.")
        now = utcnow()
        _addons(cluster)[name] = {
            "addonName": name,
            "clusterName": cluster.name,
            "addonArn": f"{cluster.arn.replace(':cluster/', ':addon/')}/{name}/{mock_random.uuid4()}",
            "addonVersion": version,
            "status": "ACTIVE",
            "health": {"issues": []},
            "createdAt": now,
            "modifiedAt": now,
            "tags": request.get("tags", {}),
        }
        return ActionResult({"addon": {**_addons(cluster)[name], "status": "CREATING"}})

    def describe_addon(self: Any) -> ActionResult:
        return ActionResult({"addon": _find(self)})

    def list_addons(self: Any) -> ActionResult:
        names = sorted(_addons(_cluster(self)))
        start, size = int(self._get_param("nextToken") or 0), int(self._get_param("maxResults") or MOST_RESULTS)
        more = {"nextToken": str(start + size)} if start + size < len(names) else {}
        return ActionResult({"addons": names[start : start + size], **more})

    def delete_addon(self: Any) -> ActionResult:
        addon = _find(self)
        del _addons(_cluster(self))[addon["addonName"]]
        return ActionResult({"addon": {**addon, "status": "DELETING"}})


def _cluster(response: Any) -> Any:
    return clusters.get_cluster(response.eks_backend, response._get_param("name"))


def _addons(cluster: Any) -> dict[str, dict[str, Any]]:
    return cluster.__dict__.setdefault("local_addons", {})


def _find(response: Any) -> dict[str, Any]:
    cluster, name = _cluster(response), response._get_param("addonName")
    if name not in _addons(cluster):
        raise _error(ResourceNotFoundException, cluster, name, f"No addon: {name} found in cluster: {cluster.name}")
    return _addons(cluster)[name]


def _error(kind: Any, cluster: Any, name: str, message: str) -> Exception:
    return kind(clusterName=cluster.name, addonName=name, message=message)
