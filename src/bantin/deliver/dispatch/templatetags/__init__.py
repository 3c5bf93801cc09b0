"""What the deliveries' templates need."""
