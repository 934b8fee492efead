"""Clusters and their add-ons."""
