"""Copies the artefacts of a release to a bucket per Region, under the keys that its install templates have as defaults.

    make publish BUCKET_PREFIX=my-packages REGIONS=us-east-1,eu-west-1

shows what it would copy, and asks AWS nothing. With PUBLISH=1 it copies what is not there yet to my-packages-us-east-1
and my-packages-eu-west-1, which have to exist.
"""

import base64
import hashlib
import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from efa_tools import checkout

CONTENT_TYPES = {".zip": "application/zip", ".yaml": "application/yaml", ".js": "text/javascript"}


class NotPublished(Exception):
    """Why, and what to do."""


@dataclass(frozen=True)
class Artefact:
    """A file of the release, the key that it gets in each bucket, and its SHA-256 in hex."""

    path: Path
    key: str
    sha256: str


def release_of(root: Path) -> Path:
    """The folder of the release that package.json names. Raises NotPublished."""
    version = json.loads((root / "package.json").read_text())["version"]
    folder = root / "release" / version
    if not (folder / "SHA256SUMS").exists():
        raise NotPublished(f"There is no release/{version}. Run make release.")
    return folder


def artefacts_of(folder: Path) -> list[Artefact]:
    """All that is copied. Raises NotPublished where a file is not what SHA256SUMS says."""
    check_sums(folder)
    listed = json.loads((folder / "release.json").read_text())["artefacts"]
    return [Artefact(folder / each["name"], each["key"], each["sha256"]) for each in listed]


def check_sums(folder: Path) -> None:
    """As `sha256sum -c SHA256SUMS`, and that nothing is there besides. Raises NotPublished."""
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    del found["SHA256SUMS"]
    wrong = sorted(
        name
        for name in sums.keys() | found.keys()
        if name not in found or hashlib.sha256(found[name].read_bytes()).hexdigest() != sums.get(name)
    )
    if wrong:
        raise NotPublished(f"Not as in SHA256SUMS of {folder}: {', '.join(wrong)}. Run make release.")


def publish(artefacts: list[Artefact], bucket: str, region: str) -> None:
    """Copies what is not there yet, and prints a line for each. Raises NotPublished."""
    s3 = boto3.client("s3", region_name=region)
    try:
        # us-east-1 has no name here: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
        where = s3.get_bucket_location(Bucket=bucket)["LocationConstraint"] or "us-east-1"
        if where != region:
            raise NotPublished(f"The bucket {bucket} is in {where}, and not in {region}.")
        for artefact in artefacts:
            there = has(s3, bucket, artefact.key)
            if not there:
                put(s3, bucket, artefact)
            print(f"{'is there' if there else 'copied  '} s3://{bucket}/{artefact.key}")
    except (ClientError, BotoCoreError) as error:
        raise NotPublished(f"{bucket} in {region}: {error}") from error


def has(s3: Any, bucket: str, key: str) -> bool:
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("404", "NoSuchKey", "NotFound"):
            return False
        raise
    return True


def put(s3: Any, bucket: str, artefact: Artefact) -> None:
    """S3 compares the checksum with what has arrived."""
    s3.put_object(
        Bucket=bucket,
        Key=artefact.key,
        Body=artefact.path.read_bytes(),
        ChecksumSHA256=base64.b64encode(bytes.fromhex(artefact.sha256)).decode(),
        ContentType=CONTENT_TYPES.get(artefact.path.suffix, "application/octet-stream"),
    )


def buckets(prefix: str, regions: str) -> dict[str, str]:
    """Bucket by Region. Raises NotPublished."""
    names = [region for region in re.split(r"[,\s]+", regions) if region]
    if not prefix or not names:
        raise NotPublished("Give both, as in BUCKET_PREFIX=my-packages REGIONS=us-east-1,eu-west-1.")
    unknown = [name for name in names if not re.fullmatch(r"[a-z]{2,4}(-[a-z]+)+-\d", name)]
    if unknown:
        raise NotPublished(f"Not the name of a Region in REGIONS: {', '.join(unknown)}.")
    return {region: f"{prefix}-{region}" for region in names}


def run(root: Path, environment: dict[str, str]) -> None:
    """Raises NotPublished."""
    places = buckets(environment.get("BUCKET_PREFIX", ""), environment.get("REGIONS", ""))
    folder = release_of(root)
    artefacts = artefacts_of(folder)
    for region, bucket in places.items():
        if environment.get("PUBLISH") == "1":
            publish(artefacts, bucket, region)
        else:
            for artefact in artefacts:
                print(f"would copy s3://{bucket}/{artefact.key}")
    if environment.get("PUBLISH") != "1":
        print("Nothing was copied, and AWS was asked nothing. To copy: the same with PUBLISH=1.")
    for region, bucket in places.items():
        print(f"{region}: {folder.relative_to(root)}/install/registry.yaml with PackageBucket={bucket}")


def main() -> None:
    try:
        run(checkout.current(), dict(os.environ))
    except NotPublished as error:
        sys.exit(f"make publish: {error}")


if __name__ == "__main__":
    main()
