"""A resource of a registry type in the life of its stack."""
