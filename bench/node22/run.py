"""The bundle on the local AWS under the Node that comes first on PATH: `make node22`.

Ends with exit code 0 when that is a Node 22 and every answer is the right one.
"""

import json
import sys

from local_aws.contract.suite import REGION, Contract
from local_aws.launcher.local_aws import LocalAws

WITH_VERSION = """
const { entrypoint } = require('./handlers.js');
exports.entrypoint = async (event, context) => ({ node: process.version, ...(await entrypoint(event, context)) });
"""
CREDENTIALS = {"accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "example-secret", "sessionToken": "example-session"}


def main() -> int:
    with LocalAws(REGION, {"CALLBACK_DELAY_SCALE": "0.02"}) as local:
        function = Contract(local).function(
            "node22", "dist/with-version.entrypoint", {"dist/with-version.js": WITH_VERSION}
        )

        def invoke(action: str, model: dict) -> dict:
            event = {
                "action": action,
                "awsAccountId": "123456789012",
                "bearerToken": "00000000-0000-0000-0000-000000000000",
                "region": REGION,
                "resourceType": "Efa::EKS::NodeGroup",
                "resourceTypeVersion": "00000001",
                "requestData": {
                    "callerCredentials": CREDENTIALS,
                    "logicalResourceId": "Nodes",
                    "resourceProperties": model,
                },
            }
            answer = local.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event))
            return json.load(answer["Payload"])

        unknown = f"{local.environment['CLUSTER_NAME']}/none/0123456789ab"
        return sum(
            [  # each is True where the answer is wrong
                shown("READ of an unknown Id", invoke("READ", {"Id": unknown}), "FAILED", "NotFound"),
                shown("LIST", invoke("LIST", {}), "SUCCESS"),
                shown(
                    "CREATE without a NodeRole",
                    invoke("CREATE", {"ClusterName": "cluster"}),
                    "FAILED",
                    "InvalidRequest",
                ),
            ]
        )


def shown(what: str, answer: dict, status: str, code: str | None = None) -> bool:
    right = str(answer.get("node")).startswith("v22.") and (answer.get("status"), answer.get("errorCode")) == (
        status,
        code,
    )
    word = "ok " if right else "WRONG"
    print(f"{word} {what}: {answer.get('status')} {answer.get('errorCode') or ''} under Node {answer.get('node')}")
    return not right


if __name__ == "__main__":
    sys.exit(main())
