"""The stages of a run, composed: facts, configuration and mapping in, results out. Pure."""
