"""A route for every EKS operation: moto has nine paths, and answers the others with a page that no SDK can read.

Source: the EKS service model in botocore, `http.requestUri` of each operation.
"""

import re

from moto.core.utils import get_service_model
from moto.eks import urls


def _pattern(request_uri: str) -> str:
    path = re.sub(
        r"\{(\w+)(\+)?\}",
        lambda found: f"(?P<{found.group(1)}>{'.+' if found.group(2) else '[^/]+'})",
        request_uri.split("?")[0],
    )
    return "{0}" + path + "$"


def _known(request_uri: str) -> bool:
    return any(re.fullmatch(path[len("{0}") :], request_uri.split("?")[0]) for path in urls.url_paths)


def add_routes() -> None:
    """Before the first request: moto's server reads the table once."""
    model = get_service_model("eks")
    for name in model.operation_names:
        request_uri = model.operation_model(name).http["requestUri"]
        if not _known(re.sub(r"\{\w+\+?\}", "x", request_uri)):
            urls.url_paths[_pattern(request_uri)] = urls.response.dispatch


add_routes()
