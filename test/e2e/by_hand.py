"""What others do to a node group, beside CloudFormation: an autoscaler, an operator."""

from typing import Any

from .nodegroup_stack import NodeGroupStack


def autoscale(stack: NodeGroupStack, size: int) -> None:
    scene, name = stack.scene, stack.outputs["Name"]
    scene.local.ec2_eks_route(
        "POST",
        "/local-aws/autoscaler",
        {"clusterName": scene.cluster, "nodegroupName": name, "desiredSize": size, "region": scene.local.region},
    )


def configure(stack: NodeGroupStack, **config: Any) -> None:
    """By UpdateNodegroupConfig."""
    _end(stack, stack.scene.eks.update_nodegroup_config(**_name(stack), **config)["update"])


def move_reservation(stack: NodeGroupStack, reservation: str) -> None:
    """By a version of the launch template, and a roll to it."""
    live = stack.nodegroup["launchTemplate"]
    version = stack.scene.ec2.create_launch_template_version(
        LaunchTemplateId=live["id"],
        SourceVersion=live["version"],
        LaunchTemplateData={
            "CapacityReservationSpecification": {
                "CapacityReservationTarget": {"CapacityReservationId": reservation},
            }
        },
    )["LaunchTemplateVersion"]["VersionNumber"]
    template = {"id": live["id"], "version": str(version)}
    _end(stack, stack.scene.eks.update_nodegroup_version(**_name(stack), launchTemplate=template)["update"])


def _name(stack: NodeGroupStack) -> dict[str, str]:
    return {"clusterName": stack.scene.cluster, "nodegroupName": stack.outputs["Name"]}


def _end(stack: NodeGroupStack, update: dict) -> None:
    eks, names = stack.scene.eks, {"name": stack.scene.cluster, "nodegroupName": stack.outputs["Name"]}
    while update["status"] == "InProgress":
        update = eks.describe_update(**names, updateId=update["id"])["update"]
    assert update["status"] == "Successful", update
