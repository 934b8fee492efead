"""EC2 Auto Scaling: the groups of node groups, their activities, and what could be launched."""
