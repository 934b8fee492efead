"""A local AWS on loopback ports: EC2, EKS and their relatives by moto, CloudFormation and the rest by MiniStack.

launcher        starts both servers, seeds them, ends them with the command that started them
ec2_eks         moto, extended: EC2, EKS, EC2 Auto Scaling and Resource Groups
cloudformation  MiniStack, extended: registry types, custom resources, Cloud Control
client          what tests and demos do with a running local AWS: stacks, inventories
checkout        registers the type of this checkout, deploys its custom resource
contract        AWS's contract suite (`cfn test`) against the bundled handler
"""

# Not released by itself: the version of the repository is in package.json.
__version__ = "0"
