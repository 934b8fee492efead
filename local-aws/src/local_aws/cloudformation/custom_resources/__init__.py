"""Requests to the provider of a custom resource, and what follows when one fails."""
