"""What EC2 refuses about the network interfaces of a launch template, for one instance type.

Sources: EC2 user guide efa-acc-inst-types and using-eni#network-cards (primary, one EFA a card, EFA-only), efa.html
(limits), EC2 API reference NetworkCardInfo (InterfaceTypes, MaximumNetworkInterfaces), EfaInfo
(MaximumEfaInterfaces); eksctl#7520 for the text about the device index and for its synchronous arrival through
CreateNodegroup; karpenter#5666 for the text about public addresses; karpenter's launchtemplate.go for addresses on
efa-only. Texts without a source of their own are our reading.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

EFA_TYPES = ("efa", "efa-only")
ADDRESS_FIELDS = (
    "AssociatePublicIpAddress",
    "PrivateIpAddress",
    "PrivateIpAddresses",
    "SecondaryPrivateIpAddressCount",
    "Ipv4PrefixCount",
    "Ipv4Prefixes",
    "Ipv6AddressCount",
    "Ipv6Addresses",
    "Ipv6PrefixCount",
    "Ipv6Prefixes",
    "PrimaryIpv6",
    "ConnectionTrackingSpecification",
)
MOST_GROUPS = 5  # Amazon VPC quotas: security groups per network interface, default

Interface = dict[str, Any]


def broken_rule(name: str, instance_type: dict[str, Any], interfaces: list[Interface]) -> str | None:
    """The first broken rule in EC2's words, or None."""
    rules = (
        _device_indexes,
        _places,
        _primary,
        _efa_support,
        _efa_total,
        _public_address,
        _efa_only_addresses,
        _groups,
    )
    return next((text for rule in rules for text in rule(name, instance_type, interfaces)), None)


def broken_whatever_the_type(interfaces: list[Interface]) -> list[str]:
    if not interfaces or any(interface.get("DeviceIndex") is None for interface in interfaces):
        return ["Each network interface requires a device index."] if interfaces else []
    rules = (_places, _primary, _public_address, _efa_only_addresses)
    return [text for rule in rules for text in rule("", {}, interfaces)]


def _card(interface: Interface) -> int:
    return int(interface.get("NetworkCardIndex", 0))


def _cards(instance_type: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return {card["NetworkCardIndex"]: card for card in instance_type["NetworkInfo"]["NetworkCards"]}


def _efas(interfaces: list[Interface]) -> list[Interface]:
    return [interface for interface in interfaces if interface.get("InterfaceType") in EFA_TYPES]


def _device_indexes(name: str, instance_type: dict[str, Any], interfaces: list[Interface]) -> Iterator[str]:
    cards = _cards(instance_type)
    for interface in interfaces:
        card, device = _card(interface), interface.get("DeviceIndex")
        if device is None:
            yield "Each network interface requires a device index."
        elif card not in cards:
            yield f"The network card index '{card}' exceeds the network cards of the instance type '{name}'."
        elif int(device) >= (most := cards[card]["MaximumNetworkInterfaces"]):
            yield (
                f"The specified number '{device}' for the device index exceeds the maximum number of network interfaces"
                f" supported by the network card at network card index {card}. The maximum devices for this network"
                f" card is {most}."
                f" Specify a number from 0 to {most - 1}, and try again."
            )


def _places(_: str, __: Any, interfaces: list[Interface]) -> Iterator[str]:
    places = Counter((_card(interface), int(interface["DeviceIndex"])) for interface in interfaces)
    for (card, device), count in places.items():
        if count > 1:
            yield (
                f"Each network interface requires a unique device index. The device index {device} is used {count}"
                f" times on network card {card}."
            )


def _primary(_: str, __: Any, interfaces: list[Interface]) -> Iterator[str]:
    primary = [interface for interface in interfaces if (_card(interface), int(interface["DeviceIndex"])) == (0, 0)]
    if not primary:
        yield "The primary network interface must be assigned to network card index 0 with device index 0."
    elif primary[0].get("InterfaceType") == "efa-only":
        yield "An EFA-only network interface cannot be used as the primary network interface."


def _efa_support(name: str, instance_type: dict[str, Any], interfaces: list[Interface]) -> Iterator[str]:
    if _efas(interfaces) and not instance_type["NetworkInfo"].get("EfaSupported"):
        yield f"The specified instance type '{name}' does not support EFA network interfaces."
    cards = _cards(instance_type)
    for card, count in Counter(map(_card, _efas(interfaces))).items():
        if count > 1:
            yield (
                f"At most one EFA network interface is allowed on the network card at index {card};"
                f" {count} are specified."
            )
    for interface in _efas(interfaces):
        supported = cards[_card(interface)].get("InterfaceTypes")
        if supported and interface["InterfaceType"] not in supported:
            kind = interface["InterfaceType"]
            yield (
                f"The network card at index {_card(interface)} of '{name}' does not support the interface type"
                f" '{kind}'."
            )


def _efa_total(name: str, instance_type: dict[str, Any], interfaces: list[Interface]) -> Iterator[str]:
    most, asked = instance_type["NetworkInfo"].get("EfaInfo", {}).get("MaximumEfaInterfaces", 0), len(_efas(interfaces))
    if asked > most:
        yield f"The instance type '{name}' supports at most {most} EFA network interfaces; {asked} are specified."


def _public_address(_: str, __: Any, interfaces: list[Interface]) -> Iterator[str]:
    if len(interfaces) > 1 and any(interface.get("AssociatePublicIpAddress") is True for interface in interfaces):
        yield (
            "The associatePublicIPAddress parameter cannot be specified when launching with multiple network"
            " interfaces."
        )


def _efa_only_addresses(_: str, __: Any, interfaces: list[Interface]) -> Iterator[str]:
    """AssociatePublicIpAddress false is allowed: the user guide's own example carries it."""
    for interface in interfaces:
        given = [field for field in ADDRESS_FIELDS if interface.get(field)]
        if interface.get("InterfaceType") == "efa-only" and given:
            yield f"{given[0]} cannot be specified for an EFA-only network interface."


def _groups(_: str, __: Any, interfaces: list[Interface]) -> Iterator[str]:
    for interface in interfaces:
        if len(interface.get("Groups", [])) > MOST_GROUPS:
            count = len(interface["Groups"])
            yield f"A network interface can have at most {MOST_GROUPS} security groups; {count} are specified."
