"""Public pages, feeds and search: read the record and nothing else."""
