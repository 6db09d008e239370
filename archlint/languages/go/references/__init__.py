"""References: finds the declaration of each package-level name that a Go file uses, in all files of a tree."""
