"""The engine's settings, with what each of them means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Thresholds and limits. Lengths are in syllables unless said otherwise.

    The defaults were chosen on the development fifth of the bench of ``benchmarks/trace.py``.
    """

    max_text: int = 20_000_000
    """Longest text accepted, in code points; a longer one raises ``TextTooLong``."""

    max_passages: int = 500
    """Most passages listed in one match; ``Match.cut`` says when there were more."""
