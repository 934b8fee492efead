"""install/custom-resource.yaml as the SAM translator makes CloudFormation's of it, and the state machine in it."""

import json
import os
from pathlib import Path

from cfnlint.decode.cfn_yaml import load
from samtranslator.translator.transform import transform

SOURCE = Path(__file__).resolve().parents[2] / "install" / "custom-resource.yaml"


class NoManagedPolicies:
    """The translator asks IAM for policies by name; the template names none."""

    def load(self) -> dict:
        return {}


def translated() -> dict:
    """Raises samtranslator's InvalidDocumentException."""
    # the translator wants a Region, of which nothing in this template depends
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    return transform(json.loads(json.dumps(load(str(SOURCE)))), {}, NoManagedPolicies())


TEMPLATE = translated()
RESOURCES = TEMPLATE["Resources"]
MACHINE = RESOURCES["Machine"]["Properties"]["Definition"]
STATES = MACHINE["States"]
FUNCTIONS = {
    name: resource["Properties"] for name, resource in RESOURCES.items() if resource["Type"] == "AWS::Lambda::Function"
}


def of_type(resource_type: str) -> dict[str, dict]:
    """The properties of the resources of a type, by logical id."""
    return {name: resource["Properties"] for name, resource in RESOURCES.items() if resource["Type"] == resource_type}
