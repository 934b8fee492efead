"""The interfaces of each layout, read back from the template that EKS uses, against EC2's own answer about the type's
cards."""

from typing import Any

import pytest

from .scene import SMALL_TYPE, Scene

EFA = ("efa", "efa-only")


@pytest.mark.parametrize(
    ("instance_type", "layout", "first", "efas"),
    [
        ("p5.48xlarge", "EFA_PRIMARY", ["efa"], 32),
        ("p5.48xlarge", "EFA_ALL", ["efa"], 32),
        ("p5.48xlarge", "ENA_PRIMARY", ["interface", "efa-only"], 32),
        ("p6-b300.48xlarge", "EFA_PRIMARY", ["interface"], 16),
        ("p6-b300.48xlarge", "ENA_PRIMARY", ["interface"], 16),
        ("trn1.32xlarge", "EFA_PRIMARY", ["efa"], 8),
        ("i7ie.48xlarge", "EFA_ALL", ["efa"], 1),
        ("c7gn.16xlarge", "EFA_PRIMARY", ["efa"], 1),
        ("hpc7g.16xlarge", "ENA_PRIMARY", ["interface", "efa-only"], 1),
        (SMALL_TYPE, "ENA_PRIMARY", ["interface", "efa-only"], 1),
    ],
)
def test_layout(scene: Scene, instance_type: Any, layout: str, first: list, efas: int) -> None:
    stack = scene.created(InstanceTypes=[instance_type], Efa={"InterfaceLayout": layout})
    interfaces = stack.data["NetworkInterfaces"]
    kinds = [each["InterfaceType"] for each in interfaces if each["NetworkCardIndex"] == 0]
    assert kinds == first
    assert int(stack.outputs["EfaInterfaceCount"]) == efas == sum(each["InterfaceType"] in EFA for each in interfaces)
    assert int(stack.outputs["NetworkInterfaceCount"]) == len(interfaces)
    further = {each["InterfaceType"] for each in interfaces if each["NetworkCardIndex"] > 0}
    assert further <= {"efa" if layout == "EFA_ALL" else "efa-only"}
    _assert_rules_of_the_cards(interfaces, _network(scene, instance_type))


def _assert_rules_of_the_cards(interfaces: list[dict], network: dict) -> None:
    """EC2 user guide, efa-acc-inst-types; API_NetworkCardInfo, API_EfaInfo."""
    cards = {card["NetworkCardIndex"]: card for card in network["NetworkCards"]}
    places = [(each["NetworkCardIndex"], each["DeviceIndex"]) for each in interfaces]
    assert places[0] == (0, 0)
    assert len(set(places)) == len(places)
    assert sum(each["InterfaceType"] in EFA for each in interfaces) <= network["EfaInfo"]["MaximumEfaInterfaces"]
    for number, card in cards.items():
        on_card = [each for each in interfaces if each["NetworkCardIndex"] == number]
        kinds = [each["InterfaceType"] for each in on_card]
        assert len(on_card) <= card["MaximumNetworkInterfaces"]
        assert sum(kind in EFA for kind in kinds) <= 1
        assert set(kinds) <= set(card.get("InterfaceTypes", ["interface", *EFA]))
        assert all(each["DeviceIndex"] < max(card["MaximumNetworkInterfaces"], 1) for each in on_card)
    assert all(each["DeleteOnTermination"] and "AssociatePublicIpAddress" not in each for each in interfaces)
    assert set(cards) >= {number for number, _ in places}


def _network(scene: Scene, instance_type: str) -> dict:
    return scene.ec2.describe_instance_types(InstanceTypes=[instance_type])["InstanceTypes"][0]["NetworkInfo"]
