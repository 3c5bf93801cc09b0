"""Sums over half-open ranges of code points, without looking at single code points."""

from __future__ import annotations

from collections.abc import Iterable

from .bench import Span


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same places as ranges that neither touch nor overlap, in order."""
    result: list[Span] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if result and begin <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((begin, end))
    return result


def length(spans: Iterable[Span]) -> int:
    """How many places merged ranges have."""
    return sum(end - begin for begin, end in spans)


def shared(ones: list[Span], others: list[Span]) -> int:
    """How many places two lists of merged ranges have in common."""
    count = one = other = 0
    while one < len(ones) and other < len(others):
        begin = max(ones[one][0], others[other][0])
        end = min(ones[one][1], others[other][1])
        count += max(0, end - begin)
        if ones[one][1] <= others[other][1]:
            one += 1
        else:
            other += 1
    return count
