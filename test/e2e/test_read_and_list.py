"""READ and LIST, asked of the handler itself."""

from .nodegroup_stack import RESOURCE, TYPE
from .scene import Scene, together


def test_list_answers_the_ids_and_each_can_be_read(scene: Scene) -> None:
    properties = [scene.properties(Labels={"number": str(number)}) for number in range(3)]
    created = together(*[lambda given=given: scene.invoke("CREATE", given)["resourceModel"] for given in properties])
    ids = {model["Id"] for model in created}
    listed = _list(scene)
    assert ids <= set(listed)
    assert len(set(listed)) == len(listed)
    for model, given in zip(created, properties, strict=True):
        answer = scene.invoke("READ", {"Id": model["Id"]})
        assert (answer["status"], answer["resourceModel"]) == ("SUCCESS", model)
        assert model["Labels"] == given["Labels"]
        assert sorted(model["Subnets"]) == sorted(given["Subnets"])
        assert model["NodegroupName"].startswith(f"{RESOURCE}-")
    together(*[lambda each=each: scene.invoke("DELETE", {"Id": each}) for each in ids])
    assert not ids & set(_list(scene))
    assert [scene.invoke("READ", {"Id": each})["errorCode"] for each in ids] == ["NotFound"] * 3


def test_read_of_what_is_not_ours_or_not_there_is_not_found(scene: Scene) -> None:
    for identity in (
        f"{scene.cluster}/others/0123456789ab",
        f"{scene.cluster}/none/0123456789ab",
        "nowhere/none/0123456789ab",
    ):
        answer = scene.invoke("READ", {"Id": identity})
        assert (answer["status"], answer["errorCode"]) == ("FAILED", "NotFound")
        assert identity in answer["message"]


def _list(scene: Scene) -> list[str]:
    ids, token = [], None
    while True:
        answer = scene.local.invoke(TYPE, "LIST", {}, **({"nextToken": token} if token else {}))
        assert answer["status"] == "SUCCESS", answer
        ids += [model["Id"] for model in answer["resourceModels"]]
        token = answer.get("nextToken")
        if not token:
            return ids
