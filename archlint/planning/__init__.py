"""Plans: the order of moves, in batches that each build, and ways out for what is blocked."""
