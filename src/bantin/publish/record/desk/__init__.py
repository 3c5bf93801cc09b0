"""Approving on the desk: the list, the page for a phone, comparing, and the home panels."""
