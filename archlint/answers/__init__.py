"""Answers to questions about a tree: explain, graph, rules, and the status of a plan. They change no verdict."""
