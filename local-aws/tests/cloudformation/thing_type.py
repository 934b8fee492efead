"""A tiny registry type for these tests, Test::Local::Thing, and what tests do with it.

Its Node handler speaks the CloudFormation CLI's protocol in a few lines and keeps its things as files in the server's
temporary folder, where it also writes every event that it gets. Properties choose how it misbehaves.
"""

import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

TYPE_NAME = "Test::Local::Thing"
ENDED = ("_COMPLETE", "_FAILED")
STACK_TIMEOUT_SECONDS = 60

SCHEMA: dict[str, Any] = {
    "typeName": TYPE_NAME,
    "description": "A thing of the tests.",
    "definitions": {
        "Placement": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"Zone": {"type": "string"}, "Comment": {"type": "string"}},
        }
    },
    "properties": {
        "Id": {"type": "string"},
        "Name": {"type": "string", "pattern": "^[a-z-]+$", "maxLength": 20},
        "Size": {"type": "integer", "minimum": 1},
        "Public": {"type": "boolean"},
        "Kind": {"type": "string"},
        "Secret": {"type": "string"},
        "Placement": {"$ref": "#/definitions/Placement"},
        "Weights": {
            "type": "object",
            "patternProperties": {"^[a-z]+$": {"type": "integer"}},
            "additionalProperties": False,
        },
        "Steps": {"type": "integer"},
        "Delay": {"type": "integer"},
        "Mode": {"type": "string"},
        "Endpoint": {"type": "object", "properties": {"Address": {"type": "string"}}, "additionalProperties": False},
    },
    "required": ["Name"],
    "additionalProperties": False,
    "primaryIdentifier": ["/properties/Id"],
    "readOnlyProperties": ["/properties/Id", "/properties/Endpoint"],
    "createOnlyProperties": ["/properties/Name", "/properties/Placement/Zone"],
    "conditionalCreateOnlyProperties": ["/properties/Kind"],
    "writeOnlyProperties": ["/properties/Secret"],
    "handlers": {
        "create": {"permissions": [], "timeoutInMinutes": 2},
        "read": {"permissions": []},
        "update": {"permissions": []},
        "delete": {"permissions": []},
        "list": {"permissions": []},
    },
}

HANDLER = r"""
const fs = require('fs'), os = require('os'), path = require('path');
const folder = path.join(os.tmpdir(), 'things');
fs.mkdirSync(folder, { recursive: true });
const file = (id) => path.join(folder, id + '.json');
const load = (id) => (id && fs.existsSync(file(id)) ? JSON.parse(fs.readFileSync(file(id))) : undefined);
const failed = (errorCode, message, resourceModel) => ({ status: 'FAILED', errorCode, message, resourceModel });
const live = (model) => ({ ...model, Endpoint: { Address: 'at-' + model.Id } });

function work(event, model, context, finish) {   // as many IN_PROGRESS answers as Steps asks for
  const done = context ? context.done : 0, steps = Number(model.Steps || 0);
  if (done >= steps) return finish();
  return { status: 'IN_PROGRESS', resourceModel: { ...model, Comments: undefined }, callbackContext: { done: done + 1 },
           callbackDelaySeconds: Number(model.Delay || 1), message: 'step ' + (done + 1) };
}

const handlers = {
  CREATE(event, model, context) {
    if (model.Mode === 'refuse') return failed('InvalidRequest', 'refused');
    if (model.Mode === 'crash') throw new TypeError('crashed');
    if (!context) model.Id = 'thing-' + event.bearerToken.slice(0, 8);
    return work(event, model, context, () => {
      if (model.Mode === 'exists') return failed('AlreadyExists', 'it exists', model);
      const { Secret, ...kept } = model;
      fs.writeFileSync(file(model.Id), JSON.stringify(kept));
      if (model.Mode === 'fail') return failed('NotStabilized', 'it did not come up', model);
      return { status: 'SUCCESS', resourceModel: live(kept) };
    });
  },
  READ(event, model) {
    const found = load(model.Id);
    if (!found) return failed('NotFound', 'no such thing');
    return { status: 'SUCCESS', resourceModel: live(found.Mode === 'leak' ? { ...found, Secret: 'leaked' } : found) };
  },
  UPDATE(event, model, context) {
    const found = load(model.Id), previous = event.requestData.previousResourceProperties;
    if (!found) return failed('NotFound', 'no such thing');
    const otherKind = model.Kind !== previous.Kind && (model.Kind || '').startsWith('new');
    if (otherKind) return failed('NotUpdatable', 'that kind is another thing', model);
    if (model.Mode === 'not-updatable') return failed('NotUpdatable', 'never', model);
    return work(event, model, context, () => {
      if (model.Mode === 'refuse-update') return failed('InvalidRequest', 'refused', model);
      const { Secret, ...kept } = model;
      fs.writeFileSync(file(model.Id), JSON.stringify(kept));
      if (model.Mode === 'fail-update') return failed('NotStabilized', 'half done', model);
      return { status: 'SUCCESS', resourceModel: live(kept) };
    });
  },
  DELETE(event, model, context) {
    const found = load(model.Id);
    if (!found) return failed('NotFound', 'no such thing');
    if (found.Mode === 'keep') return failed('ResourceConflict', 'in use', model);
    fs.unlinkSync(file(model.Id));
    return { status: 'SUCCESS' };
  },
  LIST(event) {
    const names = fs.readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
    const from = Number(event.nextToken || 0);
    return { status: 'SUCCESS', resourceModels: names.slice(from, from + 1).map((name) => ({ Id: name.slice(0, -5) })),
             nextToken: from + 1 < names.length ? String(from + 1) : null };
  },
};

exports.entrypoint = async (event) => {
  fs.appendFileSync(path.join(folder, 'events.jsonl'), JSON.stringify({ ...event, env: {
    EC2: process.env.AWS_ENDPOINT_URL_EC2, EKS: process.env.AWS_ENDPOINT_URL_EKS,
    REGION: process.env.AWS_REGION }, now: Date.now() / 1000 }) + '\n');
  console.log(JSON.stringify({ action: event.action, logicalId: event.requestData.logicalResourceId }));
  return handlers[event.action](event, { ...(event.requestData.resourceProperties || {}) }, event.callbackContext);
};
"""


def package(schema: dict | None = None, handler: str = HANDLER) -> bytes:
    """What `cfn submit` would upload."""
    provider = zipped({"handlers.js": handler})
    return zipped(
        {
            "schema.json": json.dumps(schema or SCHEMA),
            "ResourceProvider.zip": provider,
            ".rpdk-config": json.dumps(
                {
                    "artifact_type": "RESOURCE",
                    "typeName": TYPE_NAME,
                    "runtime": "nodejs22.x",
                    "entrypoint": "handlers.entrypoint",
                }
            ),
        }
    )


def zipped(files: dict) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return body.getvalue()


def template(properties: dict, **attributes: Any) -> dict:
    return {"Resources": {"Thing": {"Type": TYPE_NAME, "Properties": {"Name": "a", **properties}, **attributes}}}


class Things:
    """The type, registered in one local AWS, and stacks of it."""

    def __init__(self, client: Callable[[str], Any], folder: Path):
        self.client = client
        self.cloudformation = client("cloudformation")
        self._folder = folder / "things"
        self._marks = 0

    def register(self, schema: dict | None = None, handler: str = HANDLER, key: str = "thing.zip") -> str:
        """The version's ARN."""
        url = self.upload(package(schema, handler), key)
        token = self.cloudformation.register_type(Type="RESOURCE", TypeName=TYPE_NAME, SchemaHandlerPackage=url)[
            "RegistrationToken"
        ]
        registration = self.cloudformation.describe_type_registration(RegistrationToken=token)
        assert registration["ProgressStatus"] == "COMPLETE", registration
        return registration["TypeVersionArn"]

    def upload(self, body: bytes, key: str = "thing.zip") -> str:
        s3 = self.client("s3")
        region = s3.meta.region_name
        bucket = f"packages-{region}"
        elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": region}} if region != "us-east-1" else {}
        if bucket not in [known["Name"] for known in s3.list_buckets()["Buckets"]]:
            s3.create_bucket(Bucket=bucket, **elsewhere)
        s3.put_object(Bucket=bucket, Key=key, Body=body)
        return f"s3://{bucket}/{key}"

    def create(self, name: str, body: dict, **options: Any) -> dict:
        self.cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(body), **options)
        return self.wait(name)

    def update(self, name: str, body: dict, **options: Any) -> dict:
        self.cloudformation.update_stack(StackName=name, TemplateBody=json.dumps(body), **options)
        return self.wait(name)

    def delete(self, name: str) -> str:
        stack_id = self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
        self.cloudformation.delete_stack(StackName=name)
        return self.wait(stack_id)["StackStatus"]

    def wait(self, name: str) -> dict:
        deadline = time.monotonic() + STACK_TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            stack = self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]
            status = stack["StackStatus"]
            if status.endswith(ENDED) and "IN_PROGRESS" not in status:
                return stack
            time.sleep(0.02)
        raise AssertionError(f"{name} is still {status}")

    def physical_id(self, name: str) -> str:
        return self.cloudformation.describe_stack_resource(StackName=name, LogicalResourceId="Thing")[
            "StackResourceDetail"
        ]["PhysicalResourceId"]

    def stack_events(self, name: str) -> list[dict]:
        """Of the resource Thing, oldest first."""
        events = self.cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        return [event for event in reversed(events) if event["LogicalResourceId"] == "Thing"]

    def reasons(self, name: str) -> str:
        return "\n".join(event.get("ResourceStatusReason", "") for event in self.stack_events(name))

    def mark(self) -> None:
        """handled() returns what comes after this."""
        self._marks = len(self._lines())

    def handled(self) -> list[dict]:
        return [json.loads(line) for line in self._lines()[self._marks :]]

    def actions(self) -> list[str]:
        return [event["action"] for event in self.handled()]

    def ids(self) -> set[str]:
        """The things that exist."""
        return {path.stem for path in self._folder.glob("*.json")}

    def remove_by_hand(self, thing_id: str) -> None:
        (self._folder / f"{thing_id}.json").unlink()

    def change_by_hand(self, thing_id: str, **properties: Any) -> None:
        path = self._folder / f"{thing_id}.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **properties}))

    def _lines(self) -> list[str]:
        path = self._folder / "events.jsonl"
        return path.read_text().splitlines() if path.exists() else []
