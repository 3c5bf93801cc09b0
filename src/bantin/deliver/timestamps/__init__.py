"""Outside authorities that sign when a checkpoint of the ledger was there (RFC 3161)."""
