"""EKS: clusters, node groups, tags, and a route for every operation."""
