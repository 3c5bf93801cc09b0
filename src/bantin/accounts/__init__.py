"""Staff, roles and their second factor."""
