"""Launch templates: what moto's CreateLaunchTemplate, ModifyLaunchTemplate, DeleteLaunchTemplate and
DescribeLaunchTemplates lack.

Sources: EC2 API reference of these four calls; "Error codes" for InvalidLaunchTemplateId.NotFound and
InvalidLaunchTemplateName.NotFoundException; tokens.py for ClientToken.
"""

import re
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.responses import EC2Response
from moto.ec2.utils import parse_user_data

from local_aws.ec2_eks.ec2.launch_templates import warnings
from local_aws.ec2_eks.framework import filters
from local_aws.ec2_eks.framework.errors import ec2_error
from local_aws.ec2_eks.framework.extend import extend, plain
from local_aws.ec2_eks.framework.paging import page
from local_aws.ec2_eks.framework.tokens import once_per_token

MOST_RESULTS = 200  # DescribeLaunchTemplates and DescribeLaunchTemplateVersions, MaxResults: "between 1 and 200"


def find(backend: Any, template_id: str | None, name: str | None) -> LaunchTemplate | None:
    return backend.launch_templates.get(template_id or backend.launch_template_name_to_ids.get(name))


def get(backend: Any, template_id: str | None, name: str | None) -> LaunchTemplate:
    template = find(backend, template_id, name)
    if template:
        return template
    if template_id:
        raise ec2_error(
            "InvalidLaunchTemplateId.NotFound",
            f"The specified launch template, with template ID {template_id}, does not exist.",
        )
    if name:
        raise ec2_error(
            "InvalidLaunchTemplateName.NotFoundException",
            f"The specified launch template, with template name {name}, does not exist.",
        )
    raise ec2_error(
        "MissingParameter", "The request must contain the parameter launch template ID or launch template name"
    )


def of_request(response: Any) -> LaunchTemplate:
    template_id, name = response._get_param("LaunchTemplateId"), response._get_param("LaunchTemplateName")
    if template_id and name:
        raise ec2_error(
            "InvalidParameterCombination",
            "You must specify either the launch template ID or the launch template name, not both.",
        )
    return get(response.ec2_backend, template_id, name)


def template_data(response: Any) -> dict[str, Any]:
    data = dict(response._get_param("LaunchTemplateData", {}))
    if "UserData" in data:
        data["UserData"] = parse_user_data(data["UserData"])
    return data


def creator(response: Any) -> str:
    return f"arn:{response.partition}:iam::{response.current_account}:root"


def view(response: Any, template: LaunchTemplate) -> dict[str, Any]:
    return {
        "LaunchTemplateId": template.id,
        "LaunchTemplateName": template.name,
        "CreateTime": template.create_time,
        "CreatedBy": creator(response),
        "DefaultVersionNumber": template.default_version_number,
        "LatestVersionNumber": template.latest_version_number,
        # The current ones, not those of the creation: CreateTags and DeleteTags take effect at once.
        "Tags": template.get_tags(),
    }


@extend(EC2Response)
class LaunchTemplates:
    def create_launch_template(self: Any) -> ActionResult:
        return once_per_token(self, "CreateLaunchTemplate", lambda: _create(self))

    def modify_launch_template(self: Any) -> ActionResult:
        return once_per_token(self, "ModifyLaunchTemplate", lambda: _modify(self))

    def delete_launch_template(self: Any) -> ActionResult:
        template = of_request(self)
        self.error_on_dryrun()
        answer = ActionResult({"LaunchTemplate": view(self, template)})
        self.ec2_backend.delete_launch_template(template.name, None)
        self.ec2_backend.tags.pop(template.id, None)
        return answer

    def describe_launch_templates(self: Any) -> ActionResult:
        wanted = self._filters_from_querystring()
        self.error_on_dryrun()
        if not 1 <= int(self._get_param("MaxResults", MOST_RESULTS)) <= MOST_RESULTS:
            raise ec2_error("InvalidParameterValue", f"MaxResults must be between 1 and {MOST_RESULTS}.")
        chosen = [template for template in _named(self) if _matches(template, wanted)]
        shown, next_token = page(self, chosen, MOST_RESULTS)
        return ActionResult({"LaunchTemplates": [view(self, template) for template in shown], "NextToken": next_token})


def _create(response: Any) -> ActionResult:
    tags = response._parse_tag_specification("launch-template")
    data = template_data(response)
    name = response._get_param("LaunchTemplateName")
    if not re.fullmatch(r"[a-zA-Z0-9().\-/_]{3,128}", name):
        # "Error codes"; the text is our reading
        raise ec2_error("InvalidLaunchTemplateName.MalformedException", f"Launch template name '{name}' is not valid.")
    response.error_on_dryrun()
    template = response.ec2_backend.create_launch_template(name, response._get_param("VersionDescription"), data, tags)
    return ActionResult({"LaunchTemplate": view(response, template), **warnings.of(plain(data))})


def _modify(response: Any) -> ActionResult:
    """Sets the default version. Source: ModifyLaunchTemplate, SetDefaultVersion (DefaultVersion in the older name)."""
    template = of_request(response)
    response.error_on_dryrun()
    template.default_version_number = template.get_version(response._get_param("DefaultVersion")).number
    return ActionResult({"LaunchTemplate": view(response, template)})


def _named(response: Any) -> list[LaunchTemplate]:
    backend = response.ec2_backend
    ids, names = response._get_param("LaunchTemplateIds", []), response._get_param("LaunchTemplateNames", [])
    if not all(find(backend, None, name) for name in names):
        raise ec2_error(
            "InvalidLaunchTemplateName.NotFoundException",
            "At least one of the launch templates specified in the request does not exist.",
        )
    named = [get(backend, template_id, None) for template_id in ids] + [get(backend, None, name) for name in names]
    return named if ids or names else list(backend.launch_templates.values())


def _matches(template: LaunchTemplate, wanted: dict[str, list[str]]) -> bool:
    values = {
        "launch-template-name": template.name,
        "create-time": template.create_time.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    }
    return filters.matches(wanted, values, {tag["key"]: tag["value"] for tag in template.get_tags()})
