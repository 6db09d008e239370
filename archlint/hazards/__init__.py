"""Hazards of a mapping: what Go or the file system would reject after the moves."""
