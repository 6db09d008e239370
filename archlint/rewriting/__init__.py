"""Writes what you need to carry out a plan: edits of Go files, and a document, a script and lists for each batch."""
