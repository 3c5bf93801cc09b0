"""Public pages: each reads the record at one instant and answers everyone alike."""
