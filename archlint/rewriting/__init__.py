"""What is written anew for a plan: edits of Go files, and the documents, scripts and lists of its batches."""
