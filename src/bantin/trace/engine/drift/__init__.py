"""Drift: figures, dates and names in a passage that differ from the edition's.

``places`` finds where aligned words differ, for a whole batch at once; ``compare`` has what stands
there read: ``quantities`` (by ``figures`` with ``numerals``, ``units`` and ``calendar``),
``wording`` (by ``names``) and ``spelling`` (by ``marks``), and ``seams`` takes out what only chance
put side by side. What was left out or added is no drift.
"""

from .compare import drifts
from .places import Differences, differences
from .sides import Sides

__all__ = ["Differences", "Sides", "differences", "drifts"]
