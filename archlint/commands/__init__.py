"""The sessions of the commands: each loads its inputs, passes them on, and writes the results."""
