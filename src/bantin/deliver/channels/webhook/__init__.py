"""Webhooks: signed POSTs to newsrooms' systems, as Standard Webhooks 1.0 says."""
