"""The package of this checkout, a second one with another schema, and a local AWS to install them on."""
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "local-aws"), str(ROOT / "scripts"), str(ROOT / "test" / "package")]

import pack  # noqa: E402
from checkout import copy_of_checkout, make  # noqa: E402
from start import LocalAws  # noqa: E402

# One of its zones offers p5.48xlarge, which examples/p5-training.yaml asks for.
REGION = "ap-northeast-2"


@pytest.fixture(scope="session")
def packages() -> dict[str, bytes]:
    """By S3 key. The next release says so in its description."""
    with copy_of_checkout() as folder:
        make(folder, "package")
        files = pack.read_zip((folder / pack.PACKAGE.name).read_bytes())
    schema = json.loads(files["schema.json"])
    next_schema = json.dumps({**schema, "description": f"Next. {schema['description']}"}).encode()
    return {"1.0.0.zip": pack.write_zip(files), "1.1.0.zip": pack.write_zip({**files, "schema.json": next_schema})}


@pytest.fixture(scope="module")
def local():
    with LocalAws(REGION, {"CALLBACK_DELAY_SCALE": "0.001"}) as local:
        yield local
