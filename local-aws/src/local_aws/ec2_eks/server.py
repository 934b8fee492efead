"""The server: moto's own web application, patched, with our control routes beside it, on loopback only."""

import contextlib
import functools
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import BaseWSGIServer, make_server

# 1,300 images that nothing here launches cost a quarter of a second at every reset. "true" brings them back.
os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")

# Importing one of these modules patches moto; the order does not matter.
from local_aws.ec2_eks import authorization, control, resource_groups
from local_aws.ec2_eks.auto_scaling import groups
from local_aws.ec2_eks.ec2 import images, placement_groups, security_groups, subnets, tag_rules
from local_aws.ec2_eks.ec2.capacity import blocks
from local_aws.ec2_eks.ec2.capacity import calls as reservation_calls
from local_aws.ec2_eks.ec2.instances import describe
from local_aws.ec2_eks.ec2.launch_templates import templates, versions
from local_aws.ec2_eks.eks import routes, tags
from local_aws.ec2_eks.eks.clusters import addons, clusters
from local_aws.ec2_eks.eks.clusters import updates as cluster_updates
from local_aws.ec2_eks.eks.nodegroups import calls as nodegroup_calls
from local_aws.ec2_eks.eks.nodegroups import updates as nodegroup_updates
from local_aws.ec2_eks.framework import dispatch, roles

PATCHES = (
    addons,
    blocks,
    cluster_updates,
    clusters,
    control,
    describe,
    dispatch,
    groups,
    images,
    nodegroup_calls,
    nodegroup_updates,
    placement_groups,
    reservation_calls,
    resource_groups,
    routes,
    security_groups,
    subnets,
    tag_rules,
    tags,
    templates,
    versions,
)

LOOPBACK = "127.0.0.1"

WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Dispatcher(DomainDispatcherApplication):
    @functools.cache  # noqa: B019 - as long as the server; moto reads its own folder at every request, half of its time
    def get_backend_for_host(self, host: str | None) -> Any:
        return super().get_backend_for_host(host)


def application() -> WsgiApplication:
    aws = Dispatcher(create_backend_app)

    def route(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        chosen = control.application if environ["PATH_INFO"].startswith("/local-aws/") else aws
        return chosen(environ, start_response)

    return route


def create(port: int) -> BaseWSGIServer:
    """`port` 0 takes a free one, which is then in `server_port`."""
    return make_server(LOOPBACK, port, application(), threaded=True, request_handler=QuietRequestHandler)


class QuietRequestHandler(MotoRequestHandler):
    """GET /local-aws/calls is the log; a line a request on the terminal is noise. HTTP/1.1 keeps connections."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_: Any) -> None:
        return


def main() -> None:
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit("usage: python -m local_aws.ec2_eks PORT")
    if os.environ.get(roles.ADDRESS):
        dispatch.questions_of = authorization.questions
    server = create(int(sys.argv[1]))
    print(f"EC2 and EKS on http://{LOOPBACK}:{server.server_port}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
