"""What EC2 refuses about volumes that a launch template creates from snapshots.

Sources: EC2 API reference LaunchTemplateEbsBlockDeviceRequest, VolumeInitializationRate: "supported only for volumes
created from snapshots", "Valid range: 100 - 300 MiB/s"; CreateVolume, Size: "equal to or larger than the snapshot
size"; Snapshot, StorageTier: an archived one "must be restored before it can be used"; Auto Scaling API reference Ebs,
Encrypted: "you cannot create an unencrypted volume from an encrypted snapshot"; EC2 user guide
block-device-mapping-concepts: "For the root volume, you can only modify the following: volume size, volume type, and
the Delete on Termination flag". The texts of the root and of the size are EC2's; the others are our reading.
"""

from typing import Any

ROOT_OF_EKS = "/dev/xvda"  # of AMIs that EKS chooses
RATES = (100, 300)


def broken_rule(ec2: Any, data: dict[str, Any]) -> str | None:
    """The first broken rule, or None."""
    mappings = [mapping for mapping in data.get("BlockDeviceMappings") or [] if mapping.get("Ebs")]
    return next((broken for mapping in mappings if (broken := _broken_rule(ec2, data, mapping))), None)


def _broken_rule(ec2: Any, data: dict[str, Any], mapping: dict[str, Any]) -> str | None:
    volume = mapping["Ebs"]
    snapshot_id, rate = volume.get("SnapshotId"), volume.get("VolumeInitializationRate")
    if rate is not None and not snapshot_id:
        return "volumeInitializationRate is supported only for volumes created from snapshots."
    if rate is not None and not RATES[0] <= int(rate) <= RATES[1]:
        return f"volumeInitializationRate {rate} is not within {RATES[0]}-{RATES[1]}."
    if not snapshot_id:
        return None
    if mapping.get("DeviceName") == _root_device(ec2, data):
        return "snapshotId cannot be modified on root device"
    snapshot = ec2.snapshots.get(snapshot_id)
    if not snapshot:
        return f"The snapshot '{snapshot_id}' does not exist."
    return _unsuitable(volume, snapshot)


def _root_device(ec2: Any, data: dict[str, Any]) -> str:
    """moto's images have no snapshot that a template could name."""
    image = ec2.amis.get(data.get("ImageId"))
    return str(image.root_device_name) if image else ROOT_OF_EKS


def _unsuitable(volume: dict[str, Any], snapshot: Any) -> str | None:
    if snapshot.status != "completed" or snapshot.storage_tier == "archive":
        return f"Snapshot {snapshot.id} is in the state {snapshot.status}, tier {snapshot.storage_tier}."
    size, smallest = volume.get("VolumeSize"), int(snapshot.volume_size)
    if size is not None and int(size) < smallest:
        return f"Volume of size {size}GB is smaller than snapshot '{snapshot.id}', expect size >= {smallest}GB"
    if snapshot.encrypted and str(volume.get("Encrypted")).lower() == "false":
        return f"An unencrypted volume cannot be created from the encrypted snapshot {snapshot.id}."
    return None
