"""What was fetched, uploaded or mailed in: stored whole before anyone interprets it."""
