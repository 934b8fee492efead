"""`python -m local_aws.ec2_eks PORT`: serve on the loopback interface until stopped."""

from local_aws.ec2_eks.server import main

if __name__ == "__main__":
    main()
