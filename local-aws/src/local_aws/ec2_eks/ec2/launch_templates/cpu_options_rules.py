"""What EC2 refuses about the CPU options of a launch template, for one instance type.

Source: EC2 user guide, instance-cpu-options-rules: "You can't specify CPU options for bare metal instances", "you must
specify both the number of CPU cores and threads per core in the request", "you must specify a valid number of CPU
cores and threads per core for the instance type"; API_VCpuInfo, ValidCores and ValidThreadsPerCore. The texts are our
reading, as is that a type without these lists takes nothing but its defaults.
"""

from typing import Any


def broken_rule(name: str, instance_type: dict[str, Any], options: dict[str, Any]) -> str | None:
    """The first broken rule, or None."""
    if not options:
        return None
    if options.get("CoreCount") is None or options.get("ThreadsPerCore") is None:
        return "You must specify both the number of CPU cores and the threads per core."
    if instance_type.get("BareMetal"):
        return f"CPU options are not supported for bare metal {name}."
    info = instance_type["VCpuInfo"]
    cores = info.get("ValidCores") or [info["DefaultCores"]]
    threads = info.get("ValidThreadsPerCore") or [info.get("DefaultThreadsPerCore", 1)]
    if int(options["CoreCount"]) not in cores:
        return f"The core count {options['CoreCount']} is not valid for {name}."
    if int(options["ThreadsPerCore"]) not in threads:
        return f"{options['ThreadsPerCore']} threads per core are not valid for {name}."
    return None
