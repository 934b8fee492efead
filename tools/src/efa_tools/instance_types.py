"""What EC2 says of every EFA type, cut to the members that the core reads.

Source: AWS's answers to DescribeInstanceTypes as recorded in moto 5.2.5 (PyPI, Apache-2.0),
moto/ec2/resources/instance_types.json.gz. `.venv/bin/python -m efa_tools.instance_types` prints it, with the pinned
moto; `make generate` writes it.
"""

import gzip
import json
from pathlib import Path

import moto

SOURCE = Path(moto.__file__).parent / "ec2/resources/instance_types.json.gz"

CARD = ("NetworkCardIndex", "MaximumNetworkInterfaces", "InterfaceTypes")


def pick(value: dict, *members: str) -> dict:
    return {member: value[member] for member in members if member in value}


def compact(name: str, recorded: dict) -> dict:
    network = recorded["NetworkInfo"]
    compacted = {
        "InstanceType": name,
        "ProcessorInfo": pick(recorded["ProcessorInfo"], "SupportedArchitectures"),
        "NetworkInfo": {
            **pick(network, "EfaSupported", "EfaInfo", "MaximumNetworkCards"),
            "NetworkCards": [pick(card, *CARD) for card in network["NetworkCards"]],
        },
        "PlacementGroupInfo": recorded["PlacementGroupInfo"],
    }
    if "GpuInfo" in recorded:
        gpus = recorded["GpuInfo"]["Gpus"]
        compacted["GpuInfo"] = {"Gpus": [pick(gpu, "Manufacturer") for gpu in gpus]}
    if "NeuronInfo" in recorded:
        devices = recorded["NeuronInfo"]["NeuronDevices"]
        compacted["NeuronInfo"] = {"NeuronDevices": [pick(device, "Name") for device in devices]}
    if "InstanceStorageInfo" in recorded:
        disks = recorded["InstanceStorageInfo"]["Disks"]
        compacted["InstanceStorageInfo"] = {"Disks": [pick(disk, "Count") for disk in disks]}
    return compacted


def main() -> None:
    with gzip.open(SOURCE) as file:
        catalogue = json.load(file)
    types = [
        compact(name, recorded)
        for name, recorded in sorted(catalogue.items())
        if recorded["NetworkInfo"].get("EfaSupported")
    ]
    # a line a type, so that a new catalogue shows as a readable difference
    lines = ",\n".join(json.dumps(each) for each in types)
    print(f"[\n{lines}\n]")


if __name__ == "__main__":
    main()
