from tests.ec2_eks.world import CLUSTER, World, fails

ADDON = {"clusterName": CLUSTER, "addonName": "vpc-cni"}
NOT_FOUND = ("ResourceNotFoundException", f"No addon: vpc-cni found in cluster: {CLUSTER}")


def test_a_new_cluster_has_none(world: World) -> None:
    assert world.eks.list_addons(clusterName=CLUSTER)["addons"] == []
    assert fails(lambda: world.eks.describe_addon(**ADDON)) == NOT_FOUND
    assert fails(lambda: world.eks.delete_addon(**ADDON)) == NOT_FOUND


def test_created_described_listed_deleted(world: World) -> None:
    created = world.eks.create_addon(**ADDON, addonVersion="v1.18.4-eksbuild.1", tags={"team": "ml"})["addon"]
    assert created["status"] == "CREATING"
    shown = world.eks.describe_addon(**ADDON)["addon"]
    assert shown == {**created, "status": "ACTIVE"}
    assert (shown["addonVersion"], shown["tags"]) == ("v1.18.4-eksbuild.1", {"team": "ml"})
    assert shown["health"] == {"issues": []}
    assert f":addon/{CLUSTER}/vpc-cni/" in shown["addonArn"]
    assert world.eks.list_addons(clusterName=CLUSTER)["addons"] == ["vpc-cni"]
    assert world.eks.delete_addon(**ADDON)["addon"]["status"] == "DELETING"
    assert fails(lambda: world.eks.describe_addon(**ADDON)) == NOT_FOUND


def test_without_a_version_a_recent_one(world: World) -> None:
    world.eks.create_addon(**ADDON)
    assert world.eks.describe_addon(**ADDON)["addon"]["addonVersion"].startswith("v1.20.")


def test_listed_by_pages(world: World) -> None:
    for name in ("vpc-cni", "coredns", "kube-proxy"):
        world.eks.create_addon(clusterName=CLUSTER, addonName=name)
    first = world.eks.list_addons(clusterName=CLUSTER, maxResults=2)
    rest = world.eks.list_addons(clusterName=CLUSTER, maxResults=2, nextToken=first["nextToken"])
    assert (first["addons"], rest["addons"]) == (["coredns", "kube-proxy"], ["vpc-cni"])
    assert "nextToken" not in rest


def test_what_is_refused(world: World) -> None:
    create = world.eks.create_addon
    assert fails(lambda: create(clusterName=CLUSTER, addonName="nothing")) == (
        "InvalidParameterException",
        "Addon specified is not supported",
    )
    assert fails(lambda: create(**ADDON, addonVersion="1.18"))[0] == "InvalidParameterException"
    create(**ADDON)
    assert fails(lambda: create(**ADDON)) == ("ResourceInUseException", "Addon already exists.")


def test_a_cluster_that_does_not_exist(world: World) -> None:
    elsewhere = {**ADDON, "clusterName": "elsewhere"}
    calls = [
        lambda: world.eks.create_addon(**elsewhere),
        lambda: world.eks.describe_addon(**elsewhere),
        lambda: world.eks.list_addons(clusterName="elsewhere"),
    ]
    for call in calls:
        assert fails(call) == ("ResourceNotFoundException", "No cluster found for name: elsewhere.")


def test_they_go_with_their_cluster(world: World) -> None:
    world.eks.create_addon(**ADDON)
    config = {"subnetIds": world.subnets}
    role = world.eks.describe_cluster(name=CLUSTER)["cluster"]["roleArn"]
    world.eks.delete_cluster(name=CLUSTER)
    world.eks.create_cluster(name=CLUSTER, roleArn=role, resourcesVpcConfig=config)
    assert world.eks.list_addons(clusterName=CLUSTER)["addons"] == []
