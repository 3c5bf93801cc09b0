"""What all parts share: problems, limits, cursors, caching."""
