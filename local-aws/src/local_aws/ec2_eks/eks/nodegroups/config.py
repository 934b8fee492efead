"""What UpdateNodegroupConfig changes, derived when the call arrives and applied when the update is done.

Sources: EKS API reference UpdateLabelsPayload, UpdateTaintsPayload, NodegroupScalingConfig, NodegroupUpdateConfig,
UpdateParam; Kubernetes identifies a taint by key and effect; rancher#33302 for an empty scalingConfig.
"""

import json
from collections.abc import Callable
from typing import Any

from local_aws.ec2_eks.eks.launch_template.template_checks import Fail
from local_aws.ec2_eks.eks.nodegroups import checks, features, labels
from local_aws.ec2_eks.framework.errors import InvalidParameterException

CHANGES = ("labels", "taints", "scalingConfig", "updateConfig", "nodeRepairConfig", "warmPoolConfig")
# The UpdateParam.type of each member; the service model has none for the others.
PARAMETER_TYPES = {
    "labels": {"addOrUpdateLabels": "LabelsToAdd", "removeLabels": "LabelsToRemove"},
    "taints": {"addOrUpdateTaints": "TaintsToAdd", "removeTaints": "TaintsToRemove"},
    "scalingConfig": {"minSize": "MinSize", "maxSize": "MaxSize", "desiredSize": "DesiredSize"},
    "updateConfig": {
        "maxUnavailable": "MaxUnavailable",
        "maxUnavailablePercentage": "MaxUnavailablePercentage",
        "updateStrategy": "UpdateStrategy",
    },
    "nodeRepairConfig": {"enabled": "NodeRepairEnabled"},
    "warmPoolConfig": {
        "enabled": "WarmPoolEnabled",
        "minSize": "WarmPoolMinSize",
        "maxGroupPreparedCapacity": "WarmPoolMaxGroupPreparedCapacity",
        "poolState": "WarmPoolState",
        "reuseOnScaleIn": "WarmPoolReuseOnScaleIn",
    },
}

Taint = dict[str, str]


def check(nodegroup: Any, request: dict[str, Any], fail: Fail) -> None:
    if not any(request.get(change) is not None for change in CHANGES):
        raise fail(InvalidParameterException, "At least one change must be specified")
    scaling = request.get("scalingConfig")
    if scaling is not None and not scaling:
        raise fail(
            InvalidParameterException,
            "Either all or at least one of minSize, maxSize, desiredSize must be provided in scalingConfig",
        )
    checks.scaling({**nodegroup.scaling_config, **(scaling or {})}, fail)
    most = (scaling or {}).get("maxSize") or nodegroup.scaling_config["maxSize"]
    update_config = request.get("updateConfig") or (nodegroup.update_config if scaling else {})
    checks.update_config(update_config, most, fail)
    labels.labels((request.get("labels") or {}).get("addOrUpdateLabels") or {}, fail)
    labels.taints((request.get("taints") or {}).get("addOrUpdateTaints") or [], fail)
    features.node_repair(request.get("nodeRepairConfig") or {}, fail)
    if request.get("warmPoolConfig"):
        pool = _warm_pool(nodegroup, request) or {}
        features.warm_pool(pool, nodegroup.ami_type, nodegroup.capacity_type, fail)
        features.hibernation(pool, nodegroup.local_launch_data, fail)


def change(request: dict[str, Any]) -> Callable[[Any], None]:
    def apply(nodegroup: Any) -> None:
        nodegroup.labels = _labels(nodegroup.labels, request.get("labels") or {})
        nodegroup.taints = _taints(nodegroup.taints, request.get("taints") or {})
        nodegroup.scaling_config = {**nodegroup.scaling_config, **(request.get("scalingConfig") or {})}
        nodegroup.update_config = request.get("updateConfig") or nodegroup.update_config
        nodegroup.node_repair_config = request.get("nodeRepairConfig") or nodegroup.node_repair_config
        nodegroup.warm_pool_config = _warm_pool(nodegroup, request)

    return apply


def update_params(request: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {"type": PARAMETER_TYPES[change][name], "value": value if isinstance(value, str) else json.dumps(value)}
        for change in CHANGES
        for name, value in (request.get(change) or {}).items()
        if name in PARAMETER_TYPES[change]
    ]


def _warm_pool(nodegroup: Any, request: dict[str, Any]) -> dict[str, Any] | None:
    """Source: WarmPoolConfig, `enabled`: "If not specified during an update, the current value is preserved". Our
    reading: that holds for each member."""
    merged = {**(nodegroup.warm_pool_config or {}), **(request.get("warmPoolConfig") or {})}
    # "false to disable and remove it"
    return {"enabled": False} if merged.get("enabled") is False else merged or nodegroup.warm_pool_config


def _labels(labels: dict[str, str], changes: dict[str, Any]) -> dict[str, str]:
    merged = {**labels, **(changes.get("addOrUpdateLabels") or {})}
    return {key: value for key, value in merged.items() if key not in (changes.get("removeLabels") or [])}


def _taints(taints: list[Taint], changes: dict[str, Any]) -> list[Taint]:
    added, removed = changes.get("addOrUpdateTaints") or [], changes.get("removeTaints") or []
    replaced = {_identity(taint) for taint in [*added, *removed]}
    return [taint for taint in taints if _identity(taint) not in replaced] + added


def _identity(taint: Taint) -> tuple[str | None, str | None]:
    return taint.get("key"), taint.get("effect")
