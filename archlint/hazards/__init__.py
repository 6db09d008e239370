"""Hazards of a mapping: what Go or the file system would refuse after the moves."""
