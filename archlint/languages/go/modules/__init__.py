"""go.mod, go.work, and the standard library."""
