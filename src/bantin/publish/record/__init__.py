"""Sealed editions, go-live, signatures, ledger, content-addressed media."""
