"""One official text and one that was sent: the same words or not, and where they part."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Literal, NamedTuple

from bantin.trace.official.alignment import Block, blocks
from bantin.trace.official.words import Word, lacks_marks, words
from bantin.web.changes import Paragraph, Run

Verdict = Literal["whole", "part", "framed", "differs"]
CONTEXT = 10  # words shown before and after a difference
LONGEST = 120  # words shown of one difference
MOST_SHOWN = 100  # differences
_END_OF_SENTENCE = re.compile(r"[.!?…\n]")


class Difference(NamedTuple):
    """Words ``a`` to ``b`` of the official text stand where ``c`` to ``d`` do in the other."""

    a: int
    b: int
    c: int
    d: int


@dataclass(frozen=True)
class Comparison:
    """The parts of an official text (title, summary, body, …) and what was sent.

    What was sent may leave out whole parts, begin and end with whole sentences inside one, and
    have words of its own before, after and between the parts. Anything else is a difference.
    """

    parts: tuple[str, ...]
    given_text: str
    needed: int = 0  # the part from which on words count as left out

    @property
    def verdict(self) -> Verdict:
        """All of it word for word, a part of it, the same among other words, or not the same."""
        if self.inner or not self.same:
            return "differs"
        if self.frame:
            return "framed"
        return "part" if self._is_cut else "whole"

    @cached_property
    def official_text(self) -> str:
        """All parts, one below the other."""
        return "\n\n".join(self.parts)

    @cached_property
    def same(self) -> int:
        """How many words are the same."""
        return sum(block.size for block in self._blocks)

    @property
    def share(self) -> float:
        """How much of what was sent is official, between 0 and 1."""
        return self.same / max(1, len(self._given))

    @property
    def wrong(self) -> int:
        """How many words inside the text were changed, added or left out."""
        return sum(max(one.b - one.a, one.d - one.c) for one in self.inner)

    @property
    def marks_ignored(self) -> bool:
        """Whether the text was sent without diacritics, so that these were not compared."""
        return self._plain and not self.official_text.isascii()

    @cached_property
    def inner(self) -> list[Difference]:
        """What differs inside the text."""
        return [one for one in self._differences if not self._is_outer(one)]

    @cached_property
    def frame(self) -> list[Difference]:
        """Words that were sent and stand before, after or between the parts."""
        outer = [one for one in self._differences if self._is_outer(one) and one.d > one.c]
        return [one._replace(b=one.a) for one in outer]  # what was left out there is no difference

    @cached_property
    def shown(self) -> tuple[Paragraph, ...]:
        """Differences and other words with a little context, for ``bantin/_changes.html``."""
        shown = sorted([*self.inner, *self.frame])[:MOST_SHOWN]
        return tuple(Paragraph(runs=tuple(self._runs(group))) for group in _close(shown))

    @property
    def _is_cut(self) -> bool:
        begin = self._edges[self.needed]
        return any(one.b > max(one.a, begin) for one in self._differences)

    @cached_property
    def _plain(self) -> bool:
        return lacks_marks(self.given_text)

    @cached_property
    def _official(self) -> list[Word]:
        return words(self.official_text, without_marks=self._plain)

    @cached_property
    def _given(self) -> list[Word]:
        return words(self.given_text, without_marks=self._plain)

    @cached_property
    def _edges(self) -> list[int]:
        """Where each part begins, in words, and where the last one ends."""
        return [0, *accumulate(len(words(part)) for part in self.parts)]

    @cached_property
    def _blocks(self) -> list[Block]:
        return blocks([word.key for word in self._official], [word.key for word in self._given])

    @cached_property
    def _differences(self) -> list[Difference]:
        found: list[Difference] = []
        i = j = 0
        for block in [*self._blocks, Block(len(self._official), len(self._given), 0)]:
            found += self._split(Difference(i, block.official, j, block.given))
            i, j = block.official + block.size, block.given + block.size
        return [one for one in found if one.a < one.b or one.c < one.d]

    def _split(self, gap: Difference) -> list[Difference]:
        """A gap at an end, cut where the sentence begins or ends that the common words are in."""
        official, given = self._sentences
        if not self._blocks:
            return [gap]
        if (gap.a, gap.c) == (0, 0):
            s = max(edge for edge in range(gap.b + 1) if edge in official)
            t = max(edge for edge in range(gap.d + 1) if edge in given)
            return [Difference(0, s, 0, t), Difference(s, gap.b, t, gap.d)]
        if (gap.b, gap.d) == (len(self._official), len(self._given)):
            s = min(edge for edge in range(gap.a, gap.b + 1) if edge in official)
            t = min(edge for edge in range(gap.c, gap.d + 1) if edge in given)
            return [Difference(gap.a, s, gap.c, t), Difference(s, gap.b, t, gap.d)]
        return [gap]

    def _is_outer(self, one: Difference) -> bool:
        """Whether it touches no sentence that was sent: at an end, or just between the parts."""
        official, given = self._sentences
        at_start = (one.a, one.c) == (0, 0) and one.b in official and one.d in given
        at_end = (one.b, one.d) == (len(self._official), len(self._given))
        at_end = at_end and one.a in official and one.c in given
        return at_start or at_end or {one.a, one.b} <= set(self._edges)

    @cached_property
    def _sentences(self) -> tuple[set[int], set[int]]:
        """Before which words a sentence begins, in both texts; and their ends."""
        official = _sentences(self.official_text, self._official) | set(self._edges)
        return official, _sentences(self.given_text, self._given)

    def _runs(self, group: Sequence[Difference]) -> Iterator[Run]:
        first, last = group[0], group[-1]
        yield self._same(max(0, first.c - CONTEXT), first.c, "… ", "")
        for n, one in enumerate(group):
            if one.a < one.b:
                yield Run("removed", _said(self.official_text, self._official[one.a : one.b]))
            if one.c < one.d:
                yield Run("added", _said(self.given_text, self._given[one.c : one.d]))
            if n + 1 < len(group):
                yield self._same(one.d, group[n + 1].c, "", "")
        yield self._same(last.d, last.d + CONTEXT, "", "…")

    def _same(self, begin: int, end: int, before: str, after: str) -> Run:
        part = self._given[begin:end]
        before = before if begin else ""
        after = after if end < len(self._given) else ""
        return Run("same", f"{before}{_said(self.given_text, part)}{after}")


def _sentences(text: str, found: Sequence[Word]) -> set[int]:
    edges = {0, len(found)}
    for n in range(1, len(found)):
        if _END_OF_SENTENCE.search(text, found[n - 1].end, found[n].start):
            edges.add(n)
    return edges


def _close(differences: Sequence[Difference]) -> Iterator[list[Difference]]:
    """Differences that are shown together, because few words lie between them."""
    group: list[Difference] = []
    for one in differences:
        if group and one.c - group[-1].d > 2 * CONTEXT:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _said(text: str, found: Sequence[Word]) -> str:
    """These words as they stand in ``text``, the middle of very many left out, and a space."""
    if not found:
        return ""
    if len(found) > LONGEST:
        head, tail = found[: LONGEST // 2], found[-LONGEST // 4 :]
        return f"{_said(text, head)}… {_said(text, tail)}"
    return " ".join(text[found[0].start : found[-1].end].split()) + " "
