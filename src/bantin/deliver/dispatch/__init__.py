"""The outbox: deliveries, attempts, leases, suppression."""
