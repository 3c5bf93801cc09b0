"""To each person, once."""
