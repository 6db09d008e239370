"""Packages, imports, views, cycles: what the facts add up to. Pure, and knows no language."""
