"""The commands at the edge: each reads what it needs, has the work done, and says what came of it."""
