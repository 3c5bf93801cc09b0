"""Partners' own webhooks, managed by their own programs with a key."""
