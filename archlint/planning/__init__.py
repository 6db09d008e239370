"""Plans: orders moves into batches that each leave a sound tree, and finds ways to unblock the rest."""
