"""Plans: ordering moves into batches that each leave a sound tree, and finding ways to unblock the rest."""
