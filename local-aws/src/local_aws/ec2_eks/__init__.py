"""A local EC2 and EKS: moto with what it lacks for EFA node groups, patched in place.

moto itself answers everything else: the recorded instance catalogue and zone offerings, VPCs, subnets,
security-group rules, STS. Each module here adds one concern and names the AWS page it was read from; what
AWS does not document is marked "our reading". Run it with `python -m local_aws.ec2_eks PORT`.
"""
