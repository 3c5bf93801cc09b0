"""The engine's settings, with what each of them means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Thresholds and limits. Lengths are in syllables unless said otherwise.

    The thresholds were chosen on the development fifth of the bench of ``benchmarks/trace.py``.
    """

    threshold: float = 14.0
    """Least score of a match: shared runs of syllables beyond coincidence, in one passage."""

    sentence_bonus: float = 8.0
    """Added when a passage is made of whole sentences in both texts: a quote, not a phrase."""

    passage_weight: float = 1.5
    """Least weight of a further passage of a pair that matches already."""

    most_families: int = 12
    """A run of five syllables found in more releases than this is a formula and not evidence."""

    most_postings: int = 64
    """The same, counted in places, to bound the work."""

    max_text: int = 10_000_000
    """Longest text accepted, in code points; a longer one raises ``TextTooLong``."""

    max_passages: int = 500
    """Most passages listed in one match; ``Match.cut`` says when there were more."""

    max_drift: int = 500
    """Most differences listed in one match; ``Match.cut`` says when there were more."""
