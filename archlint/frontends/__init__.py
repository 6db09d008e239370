"""Front ends: bytes of one source file in, frozen facts out. No front end reads a file, and none knows a rule."""
