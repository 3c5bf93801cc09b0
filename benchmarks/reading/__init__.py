"""What the benchmark of the newsroom is made of."""
