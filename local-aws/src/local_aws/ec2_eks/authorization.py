"""What IAM is asked for a request, for framework/roles.py: actions, resources and condition keys.

Source: Service Authorization Reference of EC2 and EKS. Of what EKS asks in its caller's name: iam:PassRole for the node
role, and ec2:RunInstances for the launch template. The rest of RunInstances' resources is not asked here; the policies
are evaluated on all of them by test/install/test_calls.py.
"""

import re
from typing import Any
from urllib.parse import parse_qs, unquote

from moto.ec2.models import ec2_backends

from local_aws.ec2_eks.ec2 import placement_groups
from local_aws.ec2_eks.framework import dispatch
from local_aws.ec2_eks.framework.roles import Asked
from local_aws.launcher.servers import ACCOUNT_ID

MAKES = re.compile("^Create(LaunchTemplate|PlacementGroup|SecurityGroup)$")
# The parameters that name what is changed, in the order in which they are looked at.
NAMED = ("GroupId", "LaunchTemplateId", "LaunchTemplateName", "GroupName")
TAG_CALLS = ("CreateTags", "DeleteTags")


def questions(response: Any, service: str, action: str) -> list[Asked]:
    """[] for a service or a resource that is not known here."""
    region, parameters = response.region, dispatch.parameters(response)
    if service == "eks":
        return _eks(response, action, parameters, region)
    if service == "ec2":
        return _ec2(response.ec2_backend, action, parameters, region)
    return [Asked(f"{service}:{action}", "*")] if action.startswith("Describe") else []


def _eks(response: Any, action: str, parameters: dict, region: str) -> list[Asked]:
    called = f"eks:{action}"
    cluster = parameters.get("clusterName") or parameters.get("name")
    name = parameters.get("nodegroupName")
    arn = f"arn:aws:eks:{region}:{ACCOUNT_ID}"
    if action == "CreateNodegroup":
        return [
            Asked(called, f"{arn}:cluster/{cluster}", _requested(parameters.get("tags") or {})),
            *_by_eks(response, parameters),
        ]
    if action in ("TagResource", "UntagResource"):
        resource = unquote(response._extract_arn_from_path())
        keys = parse_qs(response.parsed_url.query, keep_blank_values=True).get("tagKeys")
        given = _requested(parameters.get("tags") or {}) if action == "TagResource" else {"aws:tagkeys": keys}
        group = _nodegroup(response, arn=resource)
        return [Asked(called, resource, {**_owned(group.tags if group else {}), **given})]
    if action == "DescribeAddon":
        return [Asked(called, f"{arn}:addon/{cluster}/{parameters.get('addonName')}/0a")]
    if not name or action == "DescribeUpdate":
        return [Asked(called, f"{arn}:cluster/{cluster}")] if cluster else []
    group = _nodegroup(response, cluster, name)
    resource = group.arn if group else f"{arn}:nodegroup/{cluster}/{name}/0a"
    return [Asked(called, resource, _owned(group.tags if group else {}))]


def _by_eks(response: Any, parameters: dict) -> list[Asked]:
    role = str(parameters.get("nodeRole"))
    asked = [Asked("iam:PassRole", role, {"iam:passedtoservice": "eks.amazonaws.com"})]
    if template_id := (parameters.get("launchTemplate") or {}).get("id"):
        arn = f"arn:aws:ec2:{response.region}:{ACCOUNT_ID}:launch-template/{template_id}"
        tags = _ec2_backend(response).tags.get(template_id, {})
        asked.append(Asked("ec2:RunInstances", arn, {"ec2:launchtemplate": arn, **_owned(tags)}))
    return asked


def _ec2(backend: Any, action: str, parameters: dict, region: str) -> list[Asked]:
    called = f"ec2:{action}"
    if action.startswith("Describe"):
        return [Asked(called, "*")]
    arn = f"arn:aws:ec2:{region}:{ACCOUNT_ID}"
    if made := MAKES.match(action):
        kind = re.sub(r"\B[A-Z]", r"-\g<0>", made.group(1)).lower()
        given = _requested(_tags(parameters.get("TagSpecifications") or []))
        asked = [Asked(called, f"{arn}:{kind}/*", given)]
        if kind == "security-group":
            vpc = parameters.get("VpcId")
            asked.append(Asked(called, f"{arn}:vpc/{vpc}", {"ec2:vpcid": vpc}))
        return [*asked, Asked("ec2:CreateTags", f"{arn}:{kind}/*", {**given, "ec2:createaction": action})]
    if action in TAG_CALLS:
        tags = {tag["Key"]: tag.get("Value", "") for tag in parameters.get("Tags") or []}
        given = _requested(tags) if action == "CreateTags" else {"aws:tagkeys": list(tags) or None}
        named = list(parameters.get("Resources") or [])
    else:
        given, named = {}, [next((parameters[key] for key in NAMED if parameters.get(key)), "")]
    found = [_of_ec2(backend, each) for each in named]
    return [
        Asked(called, f"{arn}:{kind}/{last}", {**_owned(tags), **given}) for kind, last, tags in filter(None, found)
    ]


def _of_ec2(backend: Any, named: str) -> tuple[str, str, dict[str, str]] | None:
    """Its kind, the last part of its ARN, and its tags, by its id or name."""
    resource_id = backend.launch_template_name_to_ids.get(named, named)
    if group := placement_groups.find(backend, named, named):
        return "placement-group", group["GroupName"], backend.tags.get(group["GroupId"], {})
    for prefix, kind in (("lt-", "launch-template"), ("sg-", "security-group")):
        if resource_id.startswith(prefix):
            return kind, resource_id, backend.tags.get(resource_id, {})
    return None


def _ec2_backend(response: Any) -> Any:
    return ec2_backends[response.current_account][response.region]


def _nodegroup(response: Any, cluster: str | None = None, name: str | None = None, arn: str | None = None) -> Any:
    for found in response.eks_backend.clusters.values():
        for group in found.nodegroups.values():
            if group.arn == arn or (found.name == cluster and group.nodegroup_name == name):
                return group
    return None


def _tags(specifications: list[dict]) -> dict[str, str]:
    return {tag["Key"]: tag.get("Value", "") for each in specifications for tag in each.get("Tags") or []}


def _requested(tags: dict[str, str]) -> dict[str, Any]:
    keys = {f"aws:requesttag/{key}".lower(): value for key, value in tags.items()}
    return {**keys, "aws:tagkeys": list(tags) or None}


def _owned(tags: dict[str, str] | None) -> dict[str, str]:
    return {f"aws:resourcetag/{key}".lower(): value for key, value in (tags or {}).items()}
