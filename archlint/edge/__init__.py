"""The only room that reads and writes files, reads the clock, and starts processes."""
