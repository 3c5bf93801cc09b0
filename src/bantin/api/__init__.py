"""The API for programs: the record for everyone, webhooks for partners with a key."""
