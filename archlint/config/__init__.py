"""layers.toml, read strictly: every complaint at once, with its line, key and hint. Pure."""
