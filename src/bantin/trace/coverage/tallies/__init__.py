"""Counts of items that are exact at every commit and cost the same with millions of items.

``triggers`` keeps the rows, ``settling`` adds them up, ``counting`` answers.
"""
