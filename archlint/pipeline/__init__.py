"""The pipeline: place, judge, compare. It takes facts, configuration and mapping and returns results. Pure."""
