"""Instances and network interfaces of node groups, also while they terminate."""
