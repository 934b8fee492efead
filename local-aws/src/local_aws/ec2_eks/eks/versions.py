"""Kubernetes versions and AMI releases: `1.33` and `1.33.0-20260620`."""

from local_aws.ec2_eks.framework.settings import current


def number(version: str) -> tuple[int, ...]:
    """So that 1.9 comes before 1.10."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def newest_release(version: str) -> str:
    """Source: EKS API reference, Nodegroup.releaseVersion, "for example 1.14.7-YYYYMMDD"."""
    return f"{version}.0-{current['latestReleaseDate']}"


def release_order(release: str) -> tuple[tuple[int, ...], str]:
    kubernetes, _, date = release.partition("-")
    return number(kubernetes), date


def fits(release: str, version: str) -> bool:
    return release.startswith(f"{version}.")
