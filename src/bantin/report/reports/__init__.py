"""Figures, each with the rows behind it."""
