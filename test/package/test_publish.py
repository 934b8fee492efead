"""`make publish`: shows what it would copy; copies to a bucket per Region; and says what is wrong before it copies."""

import base64
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from efa_tools import publish
from local_aws.client.stacks import Stack
from local_aws.launcher.local_aws import LocalAws

from .conftest import Released

REGIONS = ("us-east-1", "eu-west-1", "ap-northeast-2")
ARGUMENTS = {"BUCKET_PREFIX": "packages", "REGIONS": ",".join(REGIONS)}


@pytest.fixture(scope="module")
def local() -> Iterator[LocalAws]:
    with LocalAws(seeded=False) as local:
        for region in REGIONS:
            there = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
            local.client("s3", region_name=region).create_bucket(Bucket=f"packages-{region}", **there)
        yield local


@pytest.fixture
def root(released: list[Released], tmp_path: Path) -> Path:
    """A checkout with its release."""
    folder = released[0].folder
    shutil.copytree(folder, tmp_path / "release" / folder.name)
    (tmp_path / "package.json").write_text(json.dumps({"version": folder.name}))
    return tmp_path


@pytest.fixture
def aws(local: LocalAws, monkeypatch: pytest.MonkeyPatch) -> LocalAws:
    for name, value in local.environment.items():
        monkeypatch.setenv(name, value)
    return local


def keys(local: LocalAws, region: str) -> set[str]:
    listed = local.client("s3").list_objects_v2(Bucket=f"packages-{region}")
    return {each["Key"] for each in listed.get("Contents", [])}


def test_without_publish_nothing_is_asked(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("boto3.client", lambda *_, **__: pytest.fail("AWS was asked"))
    publish.run(root, ARGUMENTS)
    printed = capsys.readouterr().out
    for region in REGIONS:
        assert f"would copy s3://packages-{region}/eks-efa-nodegroup/" in printed
        assert f"{region}: release/{(root / 'release').iterdir().__next__().name}/install/registry.yaml" in printed
    assert "To copy: the same with PUBLISH=1." in printed


def test_each_bucket_gets_every_artefact_under_its_key_and_once(
    root: Path, aws: LocalAws, capsys: pytest.CaptureFixture[str]
) -> None:
    [folder] = (root / "release").iterdir()
    artefacts = publish.artefacts_of(folder)
    publish.run(root, {**ARGUMENTS, "PUBLISH": "1"})
    assert capsys.readouterr().out.count("copied   s3://") == len(artefacts) * len(REGIONS)
    for region in REGIONS:
        assert keys(aws, region) == {each.key for each in artefacts}
        for each in artefacts:
            copied = aws.client("s3").get_object(Bucket=f"packages-{region}", Key=each.key)
            assert copied["Body"].read() == each.path.read_bytes()
    publish.run(root, {**ARGUMENTS, "PUBLISH": "1"})
    printed = capsys.readouterr().out
    assert printed.count("is there s3://") == len(artefacts) * len(REGIONS)
    assert "copied" not in printed


def test_the_templates_name_what_was_copied(root: Path, aws: LocalAws) -> None:
    """A stack that has the bucket alone as its parameter finds the package."""
    publish.run(root, {**ARGUMENTS, "PUBLISH": "1"})
    [folder] = (root / "release").iterdir()
    for region in REGIONS:
        there = keys(aws, region)
        for template in ("registry", "custom-resource"):
            text = (folder / "install" / f"{template}.yaml").read_text()
            assert any(f'Default: "{key}"' in text for key in there), template


@pytest.mark.parametrize("region", REGIONS)
def test_the_bucket_is_all_that_an_installation_has_to_name(root: Path, aws: LocalAws, region: str) -> None:
    """Both entry points, from the folder of the release alone."""
    publish.run(root, {**ARGUMENTS, "PUBLISH": "1"})
    [folder] = (root / "release").iterdir()
    cloudformation = aws.client("cloudformation", region_name=region)
    roles = {"NodeRoleArns": "arn:aws:iam::123456789012:role/nodes"}
    registry = Stack(cloudformation, "efa-registry").create(
        (folder / "install/registry.yaml").read_text(), {"PackageBucket": f"packages-{region}", **roles}
    )
    assert registry.status == "CREATE_COMPLETE", registry.events
    described = cloudformation.describe_type(Type="RESOURCE", TypeName="Efa::EKS::NodeGroup")
    assert json.loads(described["Schema"]) == json.loads((folder / "schema.json").read_text())
    provider = Stack(cloudformation, "efa-custom-resource").create(
        (folder / "install/custom-resource.yaml").read_text(), {"CodeBucket": f"packages-{region}", **roles}
    )
    assert provider.status == "CREATE_COMPLETE", provider.events
    function = provider.outputs["ServiceToken"]
    configured = aws.client("lambda", region_name=region).get_function_configuration(FunctionName=function)
    code = hashlib.sha256((folder / "custom-resource.zip").read_bytes()).digest()
    assert configured["CodeSha256"] == base64.b64encode(code).decode()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({}, "Give both, as in BUCKET_PREFIX=my-packages REGIONS=us-east-1,eu-west-1."),
        ({"BUCKET_PREFIX": "packages"}, "Give both"),
        ({"BUCKET_PREFIX": "packages", "REGIONS": "Ireland"}, "Not the name of a Region in REGIONS: Ireland."),
    ],
)
def test_what_is_wrong_with_the_arguments(root: Path, arguments: dict[str, str], why: str) -> None:
    with pytest.raises(publish.NotPublished, match=why):
        publish.run(root, arguments)


def test_without_a_release_it_says_what_makes_one(root: Path) -> None:
    shutil.rmtree(root / "release")
    with pytest.raises(publish.NotPublished, match=r"There is no release/.*\. Run make release\."):
        publish.run(root, ARGUMENTS)


@pytest.mark.parametrize("name", ["custom-resource.zip", "install/registry.yaml", "new.txt"])
def test_a_release_that_was_changed_is_not_copied(root: Path, name: str) -> None:
    [folder] = (root / "release").iterdir()
    (folder / name).write_text("Changed.")
    with pytest.raises(publish.NotPublished, match=f"Not as in SHA256SUMS of .*: {name}"):
        publish.run(root, {**ARGUMENTS, "PUBLISH": "1"})


def test_a_bucket_that_does_not_exist_is_named(root: Path, aws: LocalAws) -> None:
    with pytest.raises(publish.NotPublished, match=r"other-us-east-1 in us-east-1: .*NoSuchBucket"):
        publish.run(root, {"BUCKET_PREFIX": "other", "REGIONS": "us-east-1", "PUBLISH": "1"})


def test_a_bucket_of_another_region_is_named(root: Path, aws: LocalAws) -> None:
    """Lambda and CloudFormation read from a bucket of their own Region."""
    aws.client("s3").create_bucket(Bucket="elsewhere-eu-west-1")
    with pytest.raises(publish.NotPublished, match="elsewhere-eu-west-1 is in us-east-1, and not in eu-west-1"):
        publish.run(root, {"BUCKET_PREFIX": "elsewhere", "REGIONS": "eu-west-1", "PUBLISH": "1"})
