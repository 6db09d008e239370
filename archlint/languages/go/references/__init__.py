"""References: which declaration a name of a Go file means, over all files of a tree. Pure."""
