"""The append-only Merkle log of the record: pure proofs and formats, and the office's own store."""
