"""Who speaks for the agency, how to reach them, and what the office promises in its own words."""
