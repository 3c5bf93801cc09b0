"""What comes in, kept as it came."""
