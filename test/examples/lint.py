"""cfn-lint with the schema of our type, for templates with either of our types.

`--registry-schemas` of cfn-lint 1.58 makes a type known, but no rule then asks its schema: the manager looks for a
type in AWS's own list of a Region alone (schema/manager.py, get_resource_schemas_by_regions). So ours is put into it.
"""

import json
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cfnlint.api import lint
from cfnlint.config import ManualArgs
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

ROOT = Path(__file__).resolve().parents[2]
TYPE = json.loads((ROOT / "schema.json").read_text())["typeName"]
CUSTOM_TYPE = "Custom::EksEfaNodeGroup"
# CloudFormation's own, which the provider does not get as properties.
OF_CUSTOM_RESOURCES = ("ServiceToken", "ServiceTimeout")
REGION = "us-east-1"


@cache
def register() -> None:
    with TemporaryDirectory() as folder:
        shutil.copy(ROOT / "schema.json", folder)
        PROVIDER_SCHEMA_MANAGER.load_registry_schemas(folder)
    PROVIDER_SCHEMA_MANAGER._load_provider_module(REGION)[TYPE] = "registered"


def findings(template: dict) -> list[str]:
    """Of every rule; errors of a custom resource of ours once more, by the schema of the registry type."""
    register()
    config = ManualArgs(regions=[REGION], include_checks=["I", "W", "E"])
    found = {f"{match.rule.id} {match.message}" for match in lint(json.dumps(template), config=config)}
    if CUSTOM_TYPE in json.dumps(template):
        matches = lint(json.dumps(with_registry_type(template)), config=config)
        found |= {f"{match.rule.id} {match.message}" for match in matches if match.rule.id.startswith("E")}
    return sorted(found)


def with_registry_type(template: dict) -> dict:
    """Without outputs, in which the custom resource has one attribute more."""
    return {
        **{key: value for key, value in template.items() if key != "Outputs"},
        "Resources": {
            name: {
                **resource,
                "Type": TYPE,
                "Properties": {
                    key: value for key, value in resource["Properties"].items() if key not in OF_CUSTOM_RESOURCES
                },
            }
            if resource["Type"] == CUSTOM_TYPE
            else resource
            for name, resource in template["Resources"].items()
        },
    }
