"""Tests that cross stages, and what they share."""
