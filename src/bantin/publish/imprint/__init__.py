"""Who speaks for the agency, how to reach them, and the policies of the office."""
