"""Urgent notices (CAP 1.2): severity, area, expiry, and the cancellation prepared beforehand."""
