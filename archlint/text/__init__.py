"""Written text: lists and counts in messages, Markdown and CSV, the words of generated documents."""
