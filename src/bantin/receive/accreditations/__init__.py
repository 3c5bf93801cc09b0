"""Accredited contacts: what was checked, from when to when, and the embargo agreement they accepted."""
