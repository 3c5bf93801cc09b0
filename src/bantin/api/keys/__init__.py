"""Partners' keys: made on the desk, shown once, kept as a hash, revoked at once."""
