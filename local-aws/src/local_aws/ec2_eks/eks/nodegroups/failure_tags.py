"""The node-group tags that cause failures, and the health issues for which Auto Scaling launched nothing."""

FAIL_CREATE, DEGRADE, FAIL_DELETE = "local-aws:health-issue", "local-aws:degraded", "local-aws:fail-delete"
FAIL_UPDATE = "local-aws:fail-update"
# What EKS's copy of the template loses: `interface-N` the interface of network card N, `efa-N` its EFA.
COPY_LOSES = "local-aws:copy-loses"

INSTANCELESS = {"AsgInstanceLaunchFailures", "InsufficientFreeAddresses", "InstanceLimitExceeded"}


def launch_failure(tags: dict[str, str]) -> str | None:
    """The issue code for which the tags say that no instance can be launched."""
    return next((tags[tag] for tag in (FAIL_CREATE, DEGRADE) if tags.get(tag) in INSTANCELESS), None)
