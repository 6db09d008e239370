"""Languages: bytes of one source file in, frozen facts out. Nothing here reads a file, and nothing knows a rule."""
