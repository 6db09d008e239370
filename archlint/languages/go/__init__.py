"""Go, in parts: headers, build constraints, modules, syntax, types, and references between files."""
