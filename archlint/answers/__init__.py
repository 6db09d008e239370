"""Answers to questions about a tree: explain, graph and the manual of sentences. They judge nothing."""
