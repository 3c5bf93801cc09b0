"""What became of each text."""
