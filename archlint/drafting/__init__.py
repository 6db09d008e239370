"""Drafting: a first layers.toml, and mapping tables from `[[classify]]` rules. Pure."""
