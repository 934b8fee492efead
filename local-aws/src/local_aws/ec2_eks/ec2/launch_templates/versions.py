"""Launch template versions: SourceVersion, deletion and description.

A deleted version stays in moto's list with a mark, because AWS never gives its number out again.
Sources: EC2 API reference CreateLaunchTemplateVersion (SourceVersion: the new version inherits its parameters, and
those in LaunchTemplateData override), DeleteLaunchTemplateVersions (the default version can't be deleted; each
version succeeds or fails by itself), DescribeLaunchTemplateVersions; "Error codes",
InvalidLaunchTemplateId.VersionNotFound.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateVersion
from moto.ec2.responses import EC2Response

from local_aws.ec2_eks.ec2.launch_templates import templates, warnings
from local_aws.ec2_eks.framework.errors import ec2_error
from local_aws.ec2_eks.framework.extend import extend, plain
from local_aws.ec2_eks.framework.paging import page
from local_aws.ec2_eks.framework.tokens import once_per_token


@extend(LaunchTemplate)
class Versions:
    def get_version(self: Any, num: Any) -> LaunchTemplateVersion:
        number = {"$latest": self.latest_version_number, "$default": self.default_version_number}.get(
            str(num).lower(), num
        )
        for version in live(self):
            if str(version.number) == str(number):
                return version
        raise ec2_error(
            "InvalidLaunchTemplateId.VersionNotFound",
            f"Could not find the specified version {num} for the launch template with ID {self.id}.",
        )

    def latest_version(self: Any) -> LaunchTemplateVersion:
        """Our reading: the highest number that still exists."""
        return live(self)[-1]


def live(template: LaunchTemplate) -> list[LaunchTemplateVersion]:
    return [version for version in template.versions if not getattr(version, "local_deleted", False)]


@extend(EC2Response)
class LaunchTemplateVersions:
    def create_launch_template_version(self: Any) -> ActionResult:
        return once_per_token(self, "CreateLaunchTemplateVersion", lambda: _create(self))

    def describe_launch_template_versions(self: Any) -> ActionResult:
        self.error_on_dryrun()
        if not self._get_param("LaunchTemplateId") and not self._get_param("LaunchTemplateName"):
            return self._moto_describe_launch_template_versions()
        template = templates.of_request(self)
        asked = self._get_param("Versions", [])
        versions = [template.get_version(number) for number in asked] if asked else _between(self, live(template))
        shown, next_token = page(self, versions, templates.MOST_RESULTS)
        return ActionResult(
            {"LaunchTemplateVersions": [_view(self, template, version) for version in shown], "NextToken": next_token}
        )

    def delete_launch_template_versions(self: Any) -> ActionResult:
        template = templates.of_request(self)
        self.error_on_dryrun()
        outcomes = [_delete(template, number) for number in self._get_param("Versions", [])]
        return ActionResult(
            {
                "SuccessfullyDeletedLaunchTemplateVersions": [
                    outcome for outcome in outcomes if "ResponseError" not in outcome
                ],
                "UnsuccessfullyDeletedLaunchTemplateVersions": [
                    outcome for outcome in outcomes if "ResponseError" in outcome
                ],
            }
        )


def _create(response: Any) -> ActionResult:
    template = templates.of_request(response)
    source = response._get_param("SourceVersion")
    inherited = template.get_version(source).data if source else {}
    response.error_on_dryrun()
    data = {**inherited, **templates.template_data(response)}
    version = template.create_version(data, response._get_param("VersionDescription"))
    return ActionResult({"LaunchTemplateVersion": _view(response, template, version), **warnings.of(plain(data))})


def _between(response: Any, versions: list[LaunchTemplateVersion]) -> list[LaunchTemplateVersion]:
    """MinVersion and MaxVersion, newest first as AWS lists them (our reading of its examples)."""
    least, most = int(response._get_param("MinVersion", 1)), int(response._get_param("MaxVersion", 10**9))
    return [version for version in reversed(versions) if least <= version.number <= most]


def _delete(template: LaunchTemplate, number: str) -> dict[str, Any]:
    """The codes are those of the API's LaunchTemplateErrorCode."""
    outcome = {
        "LaunchTemplateId": template.id,
        "LaunchTemplateName": template.name,
        "VersionNumber": int(number) if number.isdigit() else None,
    }
    found = next((version for version in live(template) if str(version.number) == number), None)
    if not found:
        return {
            **outcome,
            "ResponseError": {
                "Code": "launchTemplateVersionDoesNotExist",
                "Message": f"The version {number} does not exist.",
            },
        }
    if template.is_default(found):
        return {
            **outcome,
            "ResponseError": {
                "Code": "unexpectedError",
                "Message": "You cannot delete the default version of the launch template.",
            },
        }
    found.__dict__["local_deleted"] = True
    return outcome


def _view(response: Any, template: LaunchTemplate, version: LaunchTemplateVersion) -> dict[str, Any]:
    return {
        "LaunchTemplateId": template.id,
        "LaunchTemplateName": template.name,
        "VersionNumber": version.number,
        "VersionDescription": version.description,
        "CreateTime": version.create_time,
        "CreatedBy": templates.creator(response),
        "DefaultVersion": template.is_default(version),
        "LaunchTemplateData": version.data,
    }
