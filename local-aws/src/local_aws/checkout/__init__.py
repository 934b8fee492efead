"""This checkout on a local AWS: its type registered, its custom resource deployed."""
