"""The edge to the world: the one room that reads and writes files, asks the clock, and starts processes."""
