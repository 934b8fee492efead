"""The local AWS as the rows of the cross-check find it: the scene, what happens in it, and calls by name."""

import re
from typing import Any

from tests.ec2_eks.cross_check.rows import SHARED, Names, Step, request_of, value_at
from tests.ec2_eks.world import ROLE, World, fails

SETTLED = ("ACTIVE", "DEGRADED", "CREATE_FAILED", "DELETE_FAILED")


class LocalSide:
    def __init__(self, world: World):
        self.world = world
        self.names = Names(SHARED["values"])
        vpc = self._vpc("10.0.0.0/16")
        subnets = [world.subnet(f"10.0.{at}.0/24", zone, vpc) for at, zone in enumerate("abc")]
        self.names.update({f"subnet {zone}": subnet for zone, subnet in zip("abc", subnets, strict=True)})
        self.names["vpc"] = vpc
        self.names["cluster group"] = self._cluster("training", subnets)

    def _vpc(self, cidr: str, **more: Any) -> str:
        return str(self.world.ec2.create_vpc(CidrBlock=cidr, **more)["Vpc"]["VpcId"])

    def _cluster(self, name: str, subnets: list[str], **more: Any) -> str:
        created = self.world.eks.create_cluster(
            name=name, roleArn=ROLE, version="1.33", resourcesVpcConfig={"subnetIds": subnets}, **more
        )
        return str(created["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"])

    def call(self, name: str, request: dict[str, Any]) -> dict[str, Any]:
        service, operation = name.split(":")
        method = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
        answer: dict[str, Any] = getattr(self.world.client(service), method)(**self.names.fill(request))
        return answer

    def prepare(self, step: Step) -> None:
        if "event" in step:
            self._happen(step["event"], self.names.fill(step.get("with", {})))
            return
        request = request_of(step.get("like"), step.get("request", {}))
        if "refused" in step:
            assert fails(lambda: self.call(step["call"], request))[0] == step["refused"]
            return
        answer = self.call(step["call"], request)
        for name, path in step.get("keep", {}).items():
            self.names[name] = value_at(answer, path)

    def _happen(self, event: str, given: dict[str, Any]) -> None:
        getattr(self, "_" + re.sub(r"[ -]", "_", event))(**given)

    def _settle(self) -> None:
        eks = self.world.eks
        for cluster in eks.list_clusters()["clusters"]:
            for name in eks.list_nodegroups(clusterName=cluster)["nodegroups"]:
                self._settle_one(cluster, name)

    def _settle_one(self, cluster: str, name: str) -> None:
        eks = self.world.eks
        for _ in range(10):
            try:
                described = eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"]
            except eks.exceptions.ResourceNotFoundException:
                return
            if described["status"] in SETTLED:
                return
        raise AssertionError(f"{name} does not settle")

    def _foreign_subnet(self) -> None:
        self.names["foreign vpc"] = self._vpc("10.1.0.0/16")
        self.names["foreign subnet"] = self.world.subnet("10.1.0.0/24", "a", self.names["foreign vpc"])

    def _cluster_status(self, status: str) -> None:
        arn = self.world.eks.describe_cluster(name="training")["cluster"]["arn"]
        self.world.eks.tag_resource(resourceArn=arn, tags={"local-aws:status": status})

    def _cluster_version(self, version: str) -> None:
        self.world.eks.update_cluster_version(name="training", version=version)

    def _ipv6_cluster(self) -> None:
        ec2 = self.world.ec2
        vpc = self._vpc("10.6.0.0/16", AmazonProvidedIpv6CidrBlock=True)
        block = ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"]
        subnets = [
            ec2.create_subnet(
                VpcId=vpc,
                CidrBlock=f"10.6.{at}.0/24",
                AvailabilityZone="us-east-1a",
                Ipv6CidrBlock=block.replace("00::/56", f"0{at}::/64"),
            )["Subnet"]["SubnetId"]
            for at in range(2)
        ]
        ec2.modify_subnet_attribute(SubnetId=subnets[0], AssignIpv6AddressOnCreation={"Value": True})
        self.names["subnet with ipv6"], self.names["subnet without ipv6"] = subnets
        self._cluster("six", subnets, kubernetesNetworkConfig={"ipFamily": "ipv6"})

    def _public_subnets(self, assigns: str) -> None:
        ec2, vpc = self.world.ec2, self.names["vpc"]
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
        for subnet in (self.names[f"subnet {zone}"] for zone in "abc"):
            ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
            ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": assigns == "true"})

    def _add_on(self, name: str, version: str) -> None:
        self.world.eks.create_addon(clusterName="training", addonName=name, addonVersion=version)

    def _interface(self, subnet: str, groups: list[str]) -> None:
        made = self.world.ec2.create_network_interface(SubnetId=subnet, Groups=groups)
        self.names["interface"] = made["NetworkInterface"]["NetworkInterfaceId"]

    def _image(self, mode: str = "") -> None:
        more = {"BootMode": mode} if mode else {}
        made = self.world.ec2.register_image(Name="custom", Architecture="x86_64", RootDeviceName="/dev/xvda", **more)
        self.names["image"] = made["ImageId"]

    def _key_pair(self, name: str) -> None:
        self.world.ec2.create_key_pair(KeyName=name)

    def _reservation(self, **given: str) -> None:
        """Of p5.48xlarge in the zone of subnet a, where nothing else is said."""
        known = {"state": "State", "starts": "StartDate", "group": "PlacementGroupArn"}
        body = {
            "region": "us-east-1",
            "InstanceType": "p5.48xlarge",
            "AvailabilityZone": "us-east-1a",
            "TotalInstanceCount": 4,
            "InstanceMatchCriteria": "targeted",
            **({"ReservationType": "capacity-block"} if given.get("kind") == "block" else {}),
            **{known[name]: value for name, value in given.items() if name in known},
        }
        made = self.world.control("POST", "/local-aws/capacity-reservations", body)
        self.names[given["as"]] = made["CapacityReservationId"]

    def _resource_group(self, members: list[str]) -> None:
        groups = self.world.resource_groups
        allowed = {"Name": "allowed-resource-types", "Values": ["AWS::EC2::CapacityReservation"]}
        configuration = [
            {"Type": "AWS::EC2::CapacityReservationPool"},
            {"Type": "AWS::ResourceGroups::Generic", "Parameters": [allowed]},
        ]
        arn = groups.create_group(Name="pool", Configuration=configuration)["Group"]["GroupArn"]
        described = self.world.ec2.describe_capacity_reservations(CapacityReservationIds=members)
        arns = [one["CapacityReservationArn"] for one in described["CapacityReservations"]]
        groups.group_resources(Group=arn, ResourceArns=arns)
        self.names["resource group"] = arn
