"""The pipeline: place, judge, compare. Facts, configuration and mapping in, results out. Pure."""
