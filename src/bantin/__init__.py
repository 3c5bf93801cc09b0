"""Bantin: the open press office of a public agency."""

__version__ = "0.1.0"
