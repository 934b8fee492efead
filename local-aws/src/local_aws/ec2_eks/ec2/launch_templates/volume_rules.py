"""What EC2 refuses about the volumes of a launch template.

Sources: EC2 API reference LaunchTemplateEbsBlockDeviceRequest: sizes "gp2: 1 - 16,384 GiB, gp3: 1 - 65,536 GiB, io1:
4 - 16,384 GiB, io2: 4 - 65,536 GiB", IOPS "gp3: 3,000 - 80,000, io1: 100 - 64,000, io2: 100 - 256,000", throughput
125 to 2,000; EBS user guide provisioned-iops: 50:1 for io1, 1,000:1 for io2. Words: rocicorp/mono#4410 (IOPS to size),
runs-on#260 (throughput to IOPS), runs-on#426 (throughput of another type); those of the ranges are ours.
EbsBlockDevice.VolumeSize: with a snapshot, "equal to or larger than the snapshot size"; that of AL2023 has 20 GiB
(amazon-eks-ami#1581), Bottlerocket's are small, and an image of the user's own is not modelled. Words: cilium#43051.
"""

from typing import Any

SIZES = {"gp2": (1, 16_384), "gp3": (1, 65_536), "io1": (4, 16_384), "io2": (4, 65_536)}
IOPS = {"gp3": (3_000, 80_000), "io1": (100, 64_000), "io2": (100, 256_000)}
RATIOS = {"gp3": 500, "io1": 50, "io2": 1_000}
GP3_IOPS = 3_000  # of every gp3 volume, whatever its size
THROUGHPUT = (125, 2_000)
MIB_PER_IOPS = 0.25
AL2023_ROOT, AL2023_SNAPSHOT_GIB = "/dev/xvda", 20


def broken_rule(data: dict[str, Any]) -> str | None:
    """The first broken rule, or None."""
    volumes = [mapping["Ebs"] for mapping in data.get("BlockDeviceMappings") or [] if mapping.get("Ebs")]
    return next((broken for volume in volumes if (broken := _broken_rule(volume))), None)


def smaller_than_snapshot(data: dict[str, Any], ami_type: str) -> str | None:
    for mapping in data.get("BlockDeviceMappings") or []:
        size = _number((mapping.get("Ebs") or {}).get("VolumeSize"))
        is_root = ami_type.startswith("AL2023") and mapping.get("DeviceName") == AL2023_ROOT
        if is_root and size is not None and size < AL2023_SNAPSHOT_GIB:
            return (
                f"Volume of size {size}GB is smaller than snapshot 'snap-00a7e1db053990bc5', expect size>="
                f" {AL2023_SNAPSHOT_GIB}GB"
            )
    return None


def _broken_rule(volume: dict[str, Any]) -> str | None:
    kind = volume.get("VolumeType") or "gp2"
    size, iops, throughput = (_number(volume.get(name)) for name in ("VolumeSize", "Iops", "Throughput"))
    if size is not None and kind in SIZES and not _within(size, SIZES[kind]):
        return f"Volume size {size} of type {kind} is not within {SIZES[kind][0]}-{SIZES[kind][1]}."
    return _broken_iops(kind, size, iops) or _broken_throughput(kind, iops, throughput)


def _broken_iops(kind: str, size: int | None, iops: int | None) -> str | None:
    if iops is None:
        return f"The parameter iops must be specified for {kind} volumes." if kind.startswith("io") else None
    if kind not in IOPS:
        return f"The parameter iops is not supported for {kind} volumes."
    if not _within(iops, IOPS[kind]):
        return f"Volume iops of {iops} is not within {IOPS[kind][0]}-{IOPS[kind][1]}."
    if size and iops / size > RATIOS[kind] and not (kind == "gp3" and iops == GP3_IOPS):
        return f"Iops to volume size ratio of {iops / size:.6f} is too high; maximum is {RATIOS[kind]}"
    return None


def _broken_throughput(kind: str, iops: int | None, throughput: int | None) -> str | None:
    if throughput is None:
        return None
    if kind != "gp3":
        return "throughput can only be specified for volumeType gp3."
    if not _within(throughput, THROUGHPUT):
        return f"Throughput {throughput} is not within {THROUGHPUT[0]}-{THROUGHPUT[1]}."
    ratio = throughput / (iops or GP3_IOPS)
    if ratio > MIB_PER_IOPS:
        return f"Throughput (MiBps) to iops ratio of {ratio:.6f} is too high; maximum is 0.250000 MiBps per iops"
    return None


def _number(value: Any) -> int | None:
    return None if value is None else int(value)


def _within(value: int, limits: tuple[int, int]) -> bool:
    return limits[0] <= value <= limits[1]
