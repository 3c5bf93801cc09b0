"""How good answers are: the scoring rules of the bench.

A pair is an item and a family. Pairs that share text by nature do not count at all. The threshold
with the best F1 is chosen on the development fifth of the items; every figure is for the rest.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from bantin.trace.engine import Match

from . import spans
from .bench import RULES, Bench, Labelled, Pair, development

Found = tuple[str, float]
"""An edition and how sure the method is of it; higher is surer."""

UNTOUCHED = ("full", "reorder", "excerpt50", "para60-100", "nodiac")
"""Kinds of copies in which no figure and no name was changed."""

QUOTE = "quote14-30"
FIGURES = ("number", "date")
NAMES = ("name",)
COPIES = 800
"""False alarms are given for so many untouched copies."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a method said of each item of the bench.

    ``found`` has more than the method would report, so that a threshold can be chosen.
    ``shipped`` is what it reports as it ships, when it comes with a threshold of its own, and
    ``matches`` the same with passages and drift, when it gives such.
    """

    found: Sequence[Sequence[Found]]
    shipped: Sequence[Sequence[Found]] | None = None
    matches: Sequence[Sequence[Match]] | None = None


@dataclass(slots=True)
class Tally:
    """Counts of right, wrong and missed; ``by_kind`` has right and true."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    by_kind: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, kind: str, *, right: int, wrong: int, missed: int) -> None:
        """Count one item."""
        self.right += right
        self.wrong += wrong
        self.missed += missed
        self.by_kind[kind][0] += right
        self.by_kind[kind][1] += right + missed

    @property
    def precision(self) -> float:
        """Share of the found that is right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the true that was found."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def recalls(self) -> dict[str, float]:
        """Recall of each kind."""
        return {kind: part[0] / max(1, part[1]) for kind, part in sorted(self.by_kind.items())}


def best_scores(bench: Bench, found: Sequence[Sequence[Found]]) -> dict[Pair, float]:
    """The best score of each pair."""
    scores: dict[Pair, float] = {}
    for item, answers in zip(bench.items, found, strict=True):
        for edition, score in answers:
            pair = (item.id, bench.family[edition])
            scores[pair] = max(score, scores.get(pair, score))
    return scores


def chosen_threshold(bench: Bench, scores: dict[Pair, float], rule: str) -> float:
    """The score from which on to believe pairs: best F1 on the development fifth.

    Of equally good ones it is the lowest; infinity when nothing right was found there.
    """
    own = [
        (score, pair in bench.truth)
        for pair, score in scores.items()
        if development(pair[0]) and pair not in bench.natural[rule]
    ]
    true = sum(development(item) for item, _family in bench.truth)
    own.sort(reverse=True)
    right = seen = 0
    best, threshold = 0.0, float("inf")
    for score, group in groupby(own, key=lambda one: one[0]):
        hits = [hit for _score, hit in group]
        right, seen = right + sum(hits), seen + len(hits)
        f1 = 2 * right / max(1, seen + true)
        if right and f1 >= best:
            best, threshold = f1, score
    return threshold


def pairs(bench: Bench, scores: dict[Pair, float], threshold: float, rule: str) -> Tally:
    """Pairs right, wrong and missed at a threshold, outside the development fifth."""
    tally = Tally()
    found = {pair for pair, score in scores.items() if score >= threshold}
    for item, _family in found - bench.natural[rule] - bench.truth:
        tally.wrong += not development(item)
    kinds = {item.id: item.kind for item in bench.items}
    for pair in bench.truth:
        if not development(pair[0]):
            hit = pair in found
            tally.add(kinds[pair[0]], right=hit, wrong=0, missed=not hit)
    return tally


def passages(bench: Bench, matches: Sequence[Sequence[Match]]) -> Tally:
    """Code points of the items' true spans that passages of the true families cover."""
    tally = Tally()
    for item, own in _true_matches(bench, matches):
        if item.families:
            found = spans.merged(passage.item for match in own for passage in match.passages)
            true = spans.merged(item.spans)
            right = spans.shared(found, true)
            wrong, missed = spans.length(found) - right, spans.length(true) - right
            tally.add(item.kind, right=right, wrong=wrong, missed=missed)
    return tally


def drift(bench: Bench, matches: Sequence[Sequence[Match]], kinds: tuple[str, ...]) -> Tally:
    """Listed (old, new) of the ``figure`` items; ``kinds`` is FIGURES or NAMES."""
    tally = Tally()
    for item, own in _true_matches(bench, matches):
        if item.kind == "figure":
            true = Counter(
                (old, new)
                for old, new in item.drift
                if any(map(str.isdigit, old)) == (kinds == FIGURES)
            )
            found = Counter(
                (unicodedata.normalize("NFC", one.edition), unicodedata.normalize("NFC", one.item))
                for match in own
                for one in match.drift
                if one.kind in kinds
            )
            right = (true & found).total()
            wrong, missed = found.total() - right, true.total() - right
            tally.add(item.kind, right=right, wrong=wrong, missed=missed)
    return tally


def false_alarms(bench: Bench, matches: Sequence[Sequence[Match]], kinds: tuple[str, ...]) -> float:
    """Drift of these kinds in copies in which nothing was changed, for each 800 of them."""
    copies = alarms = 0
    for item, own in _true_matches(bench, matches):
        if item.kind in UNTOUCHED:
            copies += 1
            alarms += sum(one.kind in kinds for match in own for one in match.drift)
    return alarms * COPIES / max(1, copies)


def version_accuracy(
    bench: Bench, found: Sequence[Sequence[Found]], threshold: float = float("-inf")
) -> float:
    """Share of the ``version`` items of which just the copied edition has the best score."""
    right = count = 0
    for item, answers in zip(bench.items, found, strict=True):
        if item.kind == "version" and not development(item.id):
            count += 1
            right += _best_editions(bench, item, answers, threshold) == set(item.editions)
    return right / max(1, count)


def _best_editions(
    bench: Bench, item: Labelled, answers: Sequence[Found], threshold: float
) -> set[str]:
    own = [
        (edition, score)
        for edition, score in answers
        if bench.family[edition] in item.families and score >= threshold
    ]
    best = max((score for _edition, score in own), default=None)
    return {edition for edition, score in own if score == best}


def _true_matches(
    bench: Bench, matches: Sequence[Sequence[Match]]
) -> Iterator[tuple[Labelled, list[Match]]]:
    """Each item outside the development fifth with its matches of the right families."""
    for item, answers in zip(bench.items, matches, strict=True):
        if not development(item.id):
            yield item, [m for m in answers if bench.family[m.edition] in item.families]


def quality(bench: Bench, answers: Answers) -> dict[str, Any]:
    """Every figure of quality; None where the method gives no such answers."""
    scores = best_scores(bench, answers.found)
    thresholds = {rule: chosen_threshold(bench, scores, rule) for rule in RULES}
    row: dict[str, Any] = {}
    for rule, threshold in thresholds.items():
        row |= _pair_figures(rule, pairs(bench, scores, threshold, rule))
        row[f"threshold_{rule}"] = threshold if threshold < float("inf") else None
    strict = thresholds["strict"]
    believed = pairs(bench, scores, strict, "strict")
    row["version_accuracy"] = version_accuracy(bench, answers.found, strict)
    if answers.shipped is not None:
        reported = best_scores(bench, answers.shipped)
        for rule in RULES:
            believed = pairs(bench, reported, float("-inf"), rule)
            row |= _pair_figures(rule, believed, "_shipped")
        row["version_accuracy"] = version_accuracy(bench, answers.shipped)
    recalls = believed.recalls()
    row |= {"quote_recall": recalls.get(QUOTE), "recall_by_kind": recalls}
    return row | _evidence(bench, answers.matches)


def _pair_figures(rule: str, tally: Tally, suffix: str = "") -> dict[str, float]:
    return {
        f"f1_{rule}{suffix}": tally.f1,
        f"precision_{rule}{suffix}": tally.precision,
        f"recall_{rule}{suffix}": tally.recall,
    }


def _evidence(bench: Bench, matches: Sequence[Sequence[Match]] | None) -> dict[str, Any]:
    """Passages, drift and false alarms."""
    names = ("passage", "figures", "names")
    row: dict[str, Any] = {f"{n}_{what}": None for n in names for what in ("precision", "recall")}
    if matches is None:
        return row
    covered = passages(bench, matches)
    tallies = (covered, drift(bench, matches, FIGURES), drift(bench, matches, NAMES))
    for name, tally in zip(names, tallies, strict=True):
        row |= {f"{name}_precision": tally.precision, f"{name}_recall": tally.recall}
    certain = [
        bool(own) and own[0].version_certain
        for item, own in _true_matches(bench, matches)
        if item.kind == "version"
    ]
    return row | {
        "passage_recall_by_kind": covered.recalls(),
        "figure_alarms_per_800": false_alarms(bench, matches, FIGURES),
        "name_alarms_per_800": false_alarms(bench, matches, NAMES),
        "version_certain": sum(certain) / max(1, len(certain)),
    }
