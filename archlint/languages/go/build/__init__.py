"""Build constraints: which files are built together."""
