"""The Python tools of this repository: packages and generated files."""

# Not released by itself: the version of the repository is in package.json.
__version__ = "0"
