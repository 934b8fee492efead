"""The launch template of a node group: what EKS refuses, and its own copy."""
