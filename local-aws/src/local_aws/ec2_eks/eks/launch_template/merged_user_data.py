"""The user data that EKS puts into its copy of a launch template: the user's merged with its own.

Sources: EKS user guide launch-templates, "Amazon EC2 user data": a custom AMI's is taken as it is; for AL2023 a MIME
multi-part document with the user's parts and EKS's NodeConfig (amazon-eks-ami, nodeadm/doc/api.md: `cluster` with name,
apiServerEndpoint, certificateAuthority, cidr); for Bottlerocket TOML, where EKS's settings are merged with the user's
and the user's win. Text of the refusal: terraform-provider-aws#15118 and others. Our reading: the order of the parts
(the user's first) and what EKS's part contains beyond `cluster`.
"""

import json
import tomllib
from email import message_from_string
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from typing import Any

Settings = dict[str, Any]

# EC2 user guide instancedata-add-user-data: "limited to 16 KB, in raw form, before it is base64-encoded"
MOST_BYTES = 16_384


class NotMergeable(Exception):
    """With EKS's words."""


def merge(cluster: Any, ami_type: str, given: str | None) -> str | None:
    """Plain text in, plain text out: as it is for CUSTOM, and for AMI types whose own user data is not modelled
    here. EC2's limit is for what is merged; its text is kops#10202's."""
    merged = given
    if ami_type.startswith("BOTTLEROCKET"):
        merged = _toml(_merged(_bottlerocket_settings(cluster), _parsed_toml(given or "")))
    elif ami_type.startswith("AL2023"):
        merged = _mime(cluster, given)
    if len((merged or "").encode()) > MOST_BYTES:
        raise NotMergeable(f"User data is limited to {MOST_BYTES} bytes.")
    return merged


def _mime(cluster: Any, given: str | None) -> str:
    document = MIMEMultipart("mixed", boundary="//")
    for part in _user_parts(given) if given else []:
        document.attach(part)
    own = MIMENonMultipart("application", "node.eks.aws")
    own.set_payload(_node_config(cluster))
    document.attach(own)
    return document.as_string()


def _user_parts(given: str) -> list[Any]:
    document = message_from_string(given)
    if not document.is_multipart():
        raise NotMergeable("User data was not in the MIME multipart format.")
    return document.get_payload()  # type: ignore[return-value]


def _node_config(cluster: Any) -> str:
    """JSON is YAML."""
    spec = {
        "name": cluster.name,
        "apiServerEndpoint": cluster.endpoint,
        "certificateAuthority": cluster.certificate_authority["data"],
        "cidr": cluster.kubernetes_network_config.get("serviceIpv4Cidr", "10.100.0.0/16"),
    }
    return json.dumps(
        {"apiVersion": "node.eks.aws/v1alpha1", "kind": "NodeConfig", "spec": {"cluster": spec}}, indent=2
    )


def _bottlerocket_settings(cluster: Any) -> Settings:
    """Source: Bottlerocket's documentation of settings.kubernetes."""
    kubernetes = {
        "cluster-name": cluster.name,
        "api-server": cluster.endpoint,
        "cluster-certificate": cluster.certificate_authority["data"],
    }
    return {"settings": {"kubernetes": kubernetes}}


def _parsed_toml(given: str) -> Settings:
    try:
        return tomllib.loads(given)
    except tomllib.TOMLDecodeError as problem:
        raise NotMergeable(f"User data was not in the TOML format: {problem}") from None


def _merged(ours: Settings, users: Settings) -> Settings:
    both = {key: _merged(ours[key], users[key]) for key in ours if isinstance(users.get(key), dict)}
    return {**ours, **users, **both}


def _toml(table: Settings, path: tuple[str, ...] = ()) -> str:
    """Tables, strings, numbers, booleans and arrays of them: what Bottlerocket's settings are made of. JSON writes the
    values as TOML does."""
    values = {key: value for key, value in table.items() if not isinstance(value, dict)}
    header = f"[{'.'.join(map(_key, path))}]\n" if path and values else ""
    lines = "".join(f"{_key(key)} = {json.dumps(value)}\n" for key, value in values.items())
    tables = [_toml(value, (*path, key)) for key, value in table.items() if isinstance(value, dict)]
    return header + lines + "".join(tables)


def _key(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() else json.dumps(name)
