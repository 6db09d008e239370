"""archlint: architecture dependency rules for Go, checked on the tree you have and on the tree you plan."""

__version__ = "0.1.0"

HOME: str = ""
"""The address of this project. A release sets it; while it is empty, nothing prints a link."""
