"""Places where systems, not people, take deliveries."""
