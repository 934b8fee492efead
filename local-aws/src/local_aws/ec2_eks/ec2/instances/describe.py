"""DescribeInstances and DescribeNetworkInterfaces with the nodes of node groups, living and terminating.

Sources: EC2 API reference of both calls (filters) and DeleteNetworkInterface. moto answers for the instances of
RunInstances and the interfaces of CreateNetworkInterface, which come after ours.
"""

import json
from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses import EC2Response

from local_aws.ec2_eks.ec2.instances import nodes
from local_aws.ec2_eks.ec2.instances.lingering import remains_of
from local_aws.ec2_eks.eks.clusters import clusters
from local_aws.ec2_eks.framework import filters
from local_aws.ec2_eks.framework.extend import extend, plain

Described = dict[str, Any]


@extend(EC2Response)
class DescribeNodes:
    def describe_instances(self: Any) -> ActionResult:
        backend, asker = self.ec2_backend, _asker(self)
        living = [
            instance
            for nodegroup in clusters.nodegroups_of(backend)
            for instance in nodes.instances(backend, nodegroup)
        ]
        found = living + [instance for remains in remains_of(backend) for instance in remains.see(asker)[0]]
        ours = _chosen(self, found, "InstanceId", "Tags", _instance_values)
        return ActionResult(
            {"Reservations": [_reservation(self, one) for one in ours] + _moto_reservations(self, found)}
        )

    def describe_network_interfaces(self: Any) -> ActionResult:
        backend, asker = self.ec2_backend, _asker(self)
        living = [
            interface
            for nodegroup in clusters.nodegroups_of(backend)
            for interface in nodes.interfaces(backend, nodegroup)
        ]
        found = living + [interface for remains in remains_of(backend) for interface in remains.see(asker)[1]]
        ours = _chosen(self, found, "NetworkInterfaceId", "TagSet", _interface_values)
        return ActionResult({"NetworkInterfaces": ours + _moto_interfaces(self, found)})

    def delete_network_interface(self: Any) -> ActionResult:
        """An interface that the CNI left behind can be deleted, which frees its security groups."""
        interface_id = self._get_param("NetworkInterfaceId")
        for remains in remains_of(self.ec2_backend):
            kept = [one for one in remains.cni_interfaces if one["NetworkInterfaceId"] != interface_id]
            if len(kept) < len(remains.cni_interfaces):
                self.error_on_dryrun()
                remains.cni_interfaces = kept
                return ActionResult({})
        return self._moto_delete_network_interface()


def _asker(response: Any) -> str:
    question = {
        name: value for name, value in plain(response.params).items() if name not in ("NextToken", "MaxResults")
    }
    return f"{response._get_action()} {json.dumps(question, sort_keys=True, default=str)}"


def _chosen(
    response: Any, found: list[Described], id_name: str, tags_name: str, values_of: Callable[[Described], Described]
) -> list[Described]:
    wanted, ids = response._filters_from_querystring(), response._get_param(f"{id_name}s", [])
    return [one for one in found if (not ids or one[id_name] in ids) and _fits(one, wanted, values_of(one), tags_name)]


def _fits(one: Described, wanted: dict[str, list[str]], values: Described, tags_name: str) -> bool:
    """A filter that is known only to moto matches none of our nodes."""
    if any(not name.startswith("tag") and name not in values for name in wanted):
        return False
    return filters.matches(wanted, values, {tag["Key"]: tag["Value"] for tag in one[tags_name]})


def _instance_values(instance: Described) -> Described:
    placement = instance["Placement"]
    return {
        "instance-id": instance["InstanceId"],
        "instance-type": instance["InstanceType"],
        "instance-state-name": instance["State"]["Name"],
        "instance-state-code": instance["State"]["Code"],
        "placement-group-name": placement.get("GroupName"),
        "availability-zone": placement["AvailabilityZone"],
        "subnet-id": instance["SubnetId"],
        "vpc-id": instance["VpcId"],
    }


def _interface_values(interface: Described) -> Described:
    attachment = interface.get("Attachment", {})
    return {
        "network-interface-id": interface["NetworkInterfaceId"],
        "group-id": [group["GroupId"] for group in interface["Groups"]],
        "status": interface["Status"],
        "interface-type": interface["InterfaceType"],
        "description": interface["Description"],
        "attachment.instance-id": attachment.get("InstanceId"),
        "subnet-id": interface["SubnetId"],
        "vpc-id": interface["VpcId"],
    }


def _reservation(response: Any, instance: Described) -> Described:
    return {
        "ReservationId": f"r-{instance['InstanceId'][2:]}",
        "OwnerId": response.current_account,
        "Instances": [instance],
    }


def _moto_reservations(response: Any, ours: list[Described]) -> list[Any]:
    """moto knows no placement-group filters, and its instances are in no placement group."""
    wanted, ids = response._filters_from_querystring(), response._get_param("InstanceIds", [])
    others = [instance_id for instance_id in ids if instance_id not in [one["InstanceId"] for one in ours]]
    if (ids and not others) or any(name.startswith("placement-group") for name in wanted):
        return []
    backend = response.ec2_backend
    return (
        backend.get_reservations_by_instance_ids(others, filters=wanted)
        if others
        else backend.describe_instances(filters=wanted)
    )


def _moto_interfaces(response: Any, ours: list[Described]) -> list[Any]:
    ids = response._get_param("NetworkInterfaceIds", [])
    others = [interface_id for interface_id in ids if interface_id not in [one["NetworkInterfaceId"] for one in ours]]
    if ids and not others:
        return []
    return response.ec2_backend.get_all_network_interfaces(others, response._filters_from_querystring())
