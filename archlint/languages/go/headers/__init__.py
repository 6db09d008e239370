"""What stands before the first declaration: the package clause, the imports, and comments that mean something."""
