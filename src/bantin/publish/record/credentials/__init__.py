"""Pictures for the press with Content Credentials (C2PA 2): who published them, and with what."""
