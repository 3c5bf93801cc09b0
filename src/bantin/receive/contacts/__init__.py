"""Outlets, journalists, creators and residents: consent and subscriptions."""
