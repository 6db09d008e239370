"""What a mapping leads to: its hazards, each of them something that Go or the file system would refuse later."""
