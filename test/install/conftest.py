"""The package of this checkout, a second one with another schema, and a local AWS to install them on."""

import json
from collections.abc import Iterator

import pytest

from efa_tools.checkout_copy import copy_of_checkout, make
from efa_tools.registry_package import PACKAGE
from efa_tools.zips import read_zip, write_zip
from local_aws.launcher.local_aws import LocalAws

# One of its zones offers p5.48xlarge, which examples/p5-training.yaml asks for.
REGION = "ap-northeast-2"


@pytest.fixture(scope="session")
def packages() -> dict[str, bytes]:
    """By S3 key. The next release says so in its description."""
    with copy_of_checkout() as folder:
        make(folder, "package")
        files = read_zip((folder / PACKAGE).read_bytes())
    schema = json.loads(files["schema.json"])
    next_schema = json.dumps({**schema, "description": f"Next. {schema['description']}"}).encode()
    return {"1.0.0.zip": write_zip(files), "1.1.0.zip": write_zip({**files, "schema.json": next_schema})}


@pytest.fixture(scope="module")
def local() -> Iterator[LocalAws]:
    with LocalAws(REGION, {"CALLBACK_DELAY_SCALE": "0.001"}) as local:
        yield local
