"""Drafts and their sign-off by the spokesperson or an authorised person."""
