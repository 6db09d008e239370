"""Whole files: what they declare, and which names they use."""
