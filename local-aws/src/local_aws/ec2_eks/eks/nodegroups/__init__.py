"""Managed node groups: creation, states, updates, and what EKS refuses."""
