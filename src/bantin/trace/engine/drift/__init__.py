"""Drift: figures, dates and names in a passage that differ from the edition's.

``places`` finds where aligned words differ, for a whole batch at once; ``compare`` reads what
stands there: ``figures`` (with ``numerals``, ``units`` and ``calendar``), ``names`` and ``marks``.
What was left out or added is no drift.
"""

from .compare import Sides, drift_of
from .places import Differences, differences

__all__ = ["Differences", "Sides", "differences", "drift_of"]
