"""archlint: architecture dependency rules for Go, checked on the tree you have and on the tree you plan."""

__version__ = "0.1.0"
