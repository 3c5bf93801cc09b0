"""Which words of two texts are the same words, in order: fast for long and nearly equal texts."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

RUN = 4  # words that, when they occur once in both texts, are taken for the same place
MOST_PAIRS = 400_000  # of words between two such places that are still compared
ALIKE = 0.5  # below it, single words that two stretches share mean nothing
TELLING = 4  # words in a row that do mean something there


class Block(NamedTuple):
    """``size`` words that stand at ``official`` in one text and at ``given`` in the other."""

    official: int
    given: int
    size: int


def blocks(official: Sequence[str], given: Sequence[str]) -> list[Block]:
    """The common words of both, in the order of both, neighbours joined."""
    found: list[Block] = []
    for block in filter(lambda block: block.size, _all(official, given)):
        last = found[-1] if found else None
        if last and (block.official, block.given) == (
            last.official + last.size,
            last.given + last.size,
        ):
            found[-1] = last._replace(size=last.size + block.size)
        else:
            found.append(block)
    return found


def _all(official: Sequence[str], given: Sequence[str]) -> Iterator[Block]:
    i = j = 0
    for anchor in [*_anchors(official, given), Block(len(official), len(given), 0)]:
        skip = max(0, i - anchor.official, j - anchor.given)  # runs overlap
        if skip > anchor.size:
            continue
        place = Block(anchor.official + skip, anchor.given + skip, anchor.size - skip)
        for block in _between(official[i : place.official], given[j : place.given]):
            yield Block(i + block.official, j + block.given, block.size)
        yield place
        i, j = place.official + place.size, place.given + place.size


def _anchors(official: Sequence[str], given: Sequence[str]) -> list[Block]:
    """Runs that occur once in each text, the most that stand in the same order in both."""
    ours, theirs = _once(official), _once(given)
    pairs = sorted((at, theirs[run]) for run, at in ours.items() if run in theirs)
    return [Block(i, j, RUN) for i, j in _longest_rise(pairs)]


def _once(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    runs = [tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1)]
    counts = Counter(runs)
    return {run: n for n, run in enumerate(runs) if counts[run] == 1}


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence of ``pairs`` whose second members rise."""
    lowest: list[int] = []  # the smallest last member of a rise of each length
    ends: list[int] = []
    before: list[int] = []
    for n, (_, second) in enumerate(pairs):
        length = bisect_left(lowest, second)
        before.append(ends[length - 1] if length else -1)
        lowest[length : length + 1] = [second]
        ends[length : length + 1] = [n]
    rise: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        rise.append(pairs[at])
        at = before[at]
    return rise[::-1]


def _between(official: Sequence[str], given: Sequence[str]) -> Iterator[Block]:
    """Common words of two stretches; those that touch their ends belong to the runs there."""
    head = _common(official, given)
    tail = _common(official[head:][::-1], given[head:][::-1])
    ours, theirs = len(official) - tail, len(given) - tail
    yield Block(0, 0, head)
    for block in _inside(official[head:ours], given[head:theirs]):
        yield Block(head + block.official, head + block.given, block.size)
    yield Block(ours, theirs, tail)


def _common(official: Sequence[str], given: Sequence[str]) -> int:
    """With how many equal words both begin."""
    pairs = zip(official, given, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(official), len(given)))


def _inside(official: Sequence[str], given: Sequence[str]) -> Iterator[Block]:
    if not official or not given or len(official) * len(given) > MOST_PAIRS:
        return
    matcher = SequenceMatcher(None, official, given, autojunk=False)
    least = 1 if matcher.ratio() >= ALIKE else TELLING
    for match in matcher.get_matching_blocks():
        if match.size >= least:
            yield Block(match.a, match.b, match.size)
