"""The Python tools of this repository: packages and generated files."""

__version__ = "0.1.0"
