"""Kubernetes versions and AMI releases: `1.33` and `1.33.0-20260620`."""

import re

from local_aws.ec2_eks.framework.settings import current

DATED = re.compile(r"-20\d{6}$")
HASHED = re.compile(r"\d+\.\d+\.\d+-[0-9a-f]{8}")


def number(version: str) -> tuple[int, ...]:
    """So that 1.9 comes before 1.10."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def newest_release(version: str, ami_type: str) -> str:
    """Source: EKS API reference, Nodegroup.releaseVersion, "for example 1.14.7-YYYYMMDD"; Bottlerocket's are other."""
    if ami_type.startswith("BOTTLEROCKET"):
        return f"1.50.0-{int(current['latestReleaseDate']):08x}"
    return f"{version}.0-{current['latestReleaseDate']}"


def release_order(release: str) -> tuple[tuple[int, ...], str]:
    kubernetes, _, date = release.partition("-")
    return number(kubernetes), date


def is_of_the_future(release: str, ami_type: str) -> bool:
    """Our reading: of Amazon Linux there is a release of every date up to the newest."""
    return not ami_type.startswith("BOTTLEROCKET") and release.rpartition("-")[2] > str(current["latestReleaseDate"])


def fits(release: str, version: str, ami_type: str) -> bool:
    """Releases of Amazon Linux begin with the Kubernetes version and end in a date (EKS user guide,
    eks-linux-ami-versions); Bottlerocket's have numbers of their own and end in a hash
    (cloudposse/terraform-aws-eks-node-group#209)."""
    if ami_type.startswith("BOTTLEROCKET"):
        return bool(HASHED.fullmatch(release)) and not DATED.search(release)
    return release.startswith(f"{version}.") and bool(DATED.search(release))
