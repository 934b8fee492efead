"""`python -m ec2_eks PORT`: serve on the loopback interface until stopped."""

from ec2_eks.server import main

if __name__ == "__main__":
    main()
