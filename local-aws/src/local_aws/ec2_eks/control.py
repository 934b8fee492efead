"""The routes under /local-aws/: what a test or the demo asks of the local AWS itself."""

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from moto.eks.models import eks_backends
from moto.moto_api._internal.models import MotoAPIBackend

from local_aws.ec2_eks.auto_scaling import groups
from local_aws.ec2_eks.ec2 import local_zones
from local_aws.ec2_eks.ec2.capacity import control_route
from local_aws.ec2_eks.eks.clusters import clusters
from local_aws.ec2_eks.framework import call_log, faults, settings
from local_aws.ec2_eks.framework.dispatch import one_at_a_time
from local_aws.ec2_eks.framework.extend import extend

Answer = tuple[int, Any]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    route = ROUTES.get((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
    status, answer = _run(route, environ) if route else (404, {"message": f"routes: {sorted(map(' '.join, ROUTES))}"})
    text = json.dumps(answer).encode()
    start_response(
        f"{status} {'OK' if status < 400 else 'Error'}",
        [("Content-Type", "application/json"), ("Content-Length", str(len(text)))],
    )
    return [text]


def _run(route: Callable[[dict[str, str], Any], Answer], environ: dict[str, Any]) -> Answer:
    query = {name: values[-1] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
    length = int(environ.get("CONTENT_LENGTH") or 0)
    try:
        body = json.loads(environ["wsgi.input"].read(length)) if length else {}
        with one_at_a_time:
            return route(query, body)
    except (KeyError, TypeError, ValueError) as problem:
        return 400, {"message": f"{type(problem).__name__}: {problem}"}


def _calls(query: dict[str, str], _: Any) -> Answer:
    return 200, call_log.since(int(query.get("since", 0)))


def _plan_fault(_: dict[str, str], body: dict[str, Any]) -> Answer:
    return 200, faults.plan(body)


def _clear_faults(_: dict[str, str], body: dict[str, Any]) -> Answer:
    faults.forget(body.get("about"))
    return 200, {}


def _autoscaler(_: dict[str, str], body: dict[str, Any]) -> Answer:
    """What Cluster Autoscaler does: it sets the Auto Scaling group's desired capacity, and EKS shows it.

    Source: EKS API reference, NodegroupScalingConfig: changes made by the autoscaler are not undone by EKS.
    """
    backend, nodegroup = _find_nodegroup(body["clusterName"], body["nodegroupName"], body.get("region"))
    if nodegroup is None:
        return 404, {"message": "no such node group"}
    groups.resize(clusters.ec2_of(backend), nodegroup, {"desiredSize": int(body["desiredSize"])})
    return 200, nodegroup.scaling_config


def _find_nodegroup(cluster_name: str, nodegroup_name: str, region: str | None) -> tuple[Any, Any]:
    for account in eks_backends.values():
        for backend_region, backend in account.items():
            cluster = backend.clusters.get(cluster_name)
            if cluster and nodegroup_name in cluster.nodegroups and region in (None, backend_region):
                return backend, cluster.nodegroups[nodegroup_name]
    return None, None


ROUTES: dict[tuple[str, str], Callable[[dict[str, str], Any], Answer]] = {
    ("GET", "/local-aws/calls"): _calls,
    ("POST", "/local-aws/faults"): _plan_fault,
    ("GET", "/local-aws/faults"): lambda _, __: (200, faults.planned),
    ("DELETE", "/local-aws/faults"): _clear_faults,
    ("GET", "/local-aws/settings"): lambda _, __: (200, settings.current),
    ("POST", "/local-aws/settings"): lambda _, body: (200, settings.change(body)),
    ("POST", "/local-aws/autoscaler"): _autoscaler,
    ("POST", "/local-aws/capacity-reservations"): lambda _, body: control_route.make_or_change(body),
    ("POST", "/local-aws/local-zones"): lambda _, body: (200, local_zones.add(body)),
}


@extend(MotoAPIBackend)
class Reset:
    """POST /moto-api/reset empties moto's backends (and ours inside them); here go the log, faults, settings and
    zones."""

    def reset(self: Any) -> None:
        with one_at_a_time:
            call_log.reset()
            faults.forget()
            settings.reset()
            local_zones.reset()
            self._moto_reset()
