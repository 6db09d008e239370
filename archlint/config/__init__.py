"""Parse layers.toml strictly. All complaints are reported at once, with line, key and hint. Pure."""
