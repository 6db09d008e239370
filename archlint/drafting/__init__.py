"""Drafts: a first layers.toml, and the mapping table from classification rules. Pure."""
