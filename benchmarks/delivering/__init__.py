"""What ``benchmarks/deliver.py`` measures: the outbox, its peers, and the sinks that both send to."""
