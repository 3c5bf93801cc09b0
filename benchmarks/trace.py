"""Measure the tracing engine on the bench of real Vietnamese news.

    python benchmarks/trace.py [FOLDER] [--json FILE] [--limit N]

FOLDER holds releases.jsonl.gz, items.jsonl.gz and the lists of natural pairs; it is
``../shared/data/trace`` beside the repository when left out. Thresholds are chosen on the fifth of
the items whose md5 says so; every figure is for the other four fifths.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import resource
import sys
import tempfile
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from bantin.trace.engine import Edition, Index, Item, Match, Options

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "trace"
UNTOUCHED = ("full", "reorder", "excerpt50", "para60-100", "nodiac")
LOW = 10.0
"""Threshold of the run from which better thresholds are chosen."""

Pair = tuple[str, str]
"""Item and family."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Texts and truth. ``natural`` holds the pairs to leave out: strict (≥ 20), lenient (≥ 12)."""

    editions: list[Edition]
    items: list[dict[str, Any]]
    truth: frozenset[Pair]
    natural: dict[str, frozenset[Pair]]
    family: dict[str, str]


@dataclass(slots=True)
class Tally:
    """Counts of right, wrong and missed."""

    right: float = 0
    wrong: float = 0
    missed: float = 0
    by_kind: dict[str, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0.0, 0.0]))

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


def development(item: str) -> bool:
    """Whether the item is of the fifth on which thresholds are chosen."""
    return int(hashlib.md5(item.encode()).hexdigest(), 16) % 5 == 0


def read(folder: Path, limit: int | None = None) -> Bench:
    """The bench from its files."""
    releases = list(_lines(folder / "releases.jsonl.gz"))
    items = list(_lines(folder / "items.jsonl.gz"))[:limit]
    family = {release["rid"]: release["family"] for release in releases}
    truth = frozenset((item["aid"], name) for item in items for name in item["family"])
    natural = {
        name: _natural(folder, suffix, items, family) - truth
        for name, suffix in (("strict", "natural"), ("lenient", "natural12"))
    }
    editions = [
        Edition(r["rid"], r["text"], r["title"], r["family"], r["version"]) for r in releases
    ]
    return Bench(editions, items, truth, natural, family)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _natural(
    folder: Path, name: str, items: Sequence[dict[str, Any]], family: dict[str, str]
) -> frozenset[Pair]:
    """Pairs that share text by nature: listed ones, and releases that share text themselves."""
    pairs = {(row[0], family[row[1]]) for row in json.loads((folder / f"{name}.json").read_text())}
    alike = defaultdict(set)
    for one, other, *_ in json.loads((folder / f"rel_{name}.json").read_text()):
        alike[family[one]].add(family[other])
        alike[family[other]].add(family[one])
    for item in items:
        pairs.update((item["aid"], near) for own in item["family"] for near in alike[own])
    return frozenset(pairs)


def best_scores(bench: Bench, results: Iterable[list[Match]]) -> dict[Pair, float]:
    """The best score of each pair found."""
    scores: dict[Pair, float] = {}
    for matches in results:
        for match in matches:
            pair = (match.item, bench.family[match.edition])
            scores[pair] = max(match.score, scores.get(pair, 0.0))
    return scores


def pairs_at(
    bench: Bench, scores: dict[Pair, float], threshold: float, rule: str, *, dev: bool
) -> Tally:
    """Pairs right, wrong and missed at a threshold."""
    tally = Tally()
    kinds = {item["aid"]: item["kind"] for item in bench.items}
    found = {pair for pair, score in scores.items() if score >= threshold}
    for pair in found - bench.natural[rule] - bench.truth:
        tally.wrong += development(pair[0]) == dev
    for pair in bench.truth:
        if development(pair[0]) == dev:
            hit = pair in found
            tally.right += hit
            tally.missed += not hit
            tally.by_kind[kinds[pair[0]]][0] += hit
            tally.by_kind[kinds[pair[0]]][1] += 1
    return tally


def chosen_threshold(bench: Bench, scores: dict[Pair, float], rule: str) -> float:
    """The threshold with the best F1 on the development fifth."""
    own = {pair: score for pair, score in scores.items() if development(pair[0])}
    steps = [LOW + 0.25 * step for step in range(41)]
    return max(steps, key=lambda at: (pairs_at(bench, own, at, rule, dev=True).f1, -at))


def passages(bench: Bench, results: Sequence[list[Match]]) -> Tally:
    """Characters of the items' true spans that passages of the true family cover."""
    tally = Tally()
    for item, matches in zip(bench.items, results, strict=True):
        if development(item["aid"]) or not item["family"]:
            continue
        own = [m for m in matches if bench.family[m.edition] in item["family"]]
        found = {at for m in own for p in m.passages for at in range(*p.item)}
        true = {at for span in item["spans"] for at in range(*span)}
        tally.right += len(found & true)
        tally.wrong += len(found - true)
        tally.by_kind[item["kind"]][1] += len(true)
        tally.by_kind[item["kind"]][0] += len(found & true)
        tally.missed += len(true - found)
    return tally


def drift(bench: Bench, results: Sequence[list[Match]], kinds: tuple[str, ...]) -> Tally:
    """Listed pairs of old and new in ``figure`` items; ``kinds`` says figures or names."""
    tally = Tally()
    for item, matches in zip(bench.items, results, strict=True):
        if item["kind"] != "figure" or development(item["aid"]):
            continue
        true = Counter(
            (old, new)
            for old, new in item["drift"]
            if any(char.isdigit() for char in old) == ("number" in kinds)
        )
        found = Counter(
            (unicodedata.normalize("NFC", d.edition), unicodedata.normalize("NFC", d.item))
            for m in matches
            if bench.family[m.edition] in item["family"]
            for d in m.drift
            if d.kind in kinds
        )
        tally.right += (true & found).total()
        tally.wrong += (found - true).total()
        tally.missed += (true - found).total()
    return tally


def false_alarms(bench: Bench, results: Sequence[list[Match]], kinds: tuple[str, ...]) -> float:
    """Drift of these kinds for each 800 copies in which nothing was changed."""
    copies = alarms = 0
    for item, matches in zip(bench.items, results, strict=True):
        if item["kind"] in UNTOUCHED:
            copies += 1
            alarms += sum(
                d.kind in kinds
                for m in matches
                if bench.family[m.edition] in item["family"]
                for d in m.drift
            )
    return alarms * 800 / max(1, copies)


def versions(bench: Bench, results: Sequence[list[Match]]) -> tuple[float, float]:
    """Share of ``version`` items with the right edition, and with a certain one."""
    right = certain = count = 0
    for item, matches in zip(bench.items, results, strict=True):
        if item["kind"] != "version" or development(item["aid"]):
            continue
        own = [m for m in matches if bench.family[m.edition] in item["family"]]
        count += 1
        right += [m.edition for m in own] == item["labels"]
        certain += bool(own) and own[0].version_certain
    return right / max(1, count), certain / max(1, count)


def measure(bench: Bench) -> dict[str, Any]:
    """Everything, in one process."""
    items = [Item(item["aid"], item["text"]) for item in bench.items]
    started = time.perf_counter()
    index = Index(bench.editions)
    index.match(Item("first", ""))
    indexed = time.perf_counter()
    index.learn(items)
    learned = time.perf_counter()
    results = list(index.match_many(items))
    matched = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder) / "index")
        size = (Path(folder) / "index").stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    index.options = replace(Options(), threshold=LOW)
    return {
        **quality(bench, results, best_scores(bench, index.match_many(items))),
        "items_per_s": len(items) / (matched - learned),
        "items_per_s_with_learning": len(items) / (matched - indexed),
        "index_s": indexed - started,
        "learn_s": learned - indexed,
        "bytes_per_edition": size / len(bench.editions),
        "peak_mb": peak,
    }


def quality(bench: Bench, results: Sequence[list[Match]], low: dict[Pair, float]) -> dict[str, Any]:
    """How good the answers are, as the task defines it."""
    scores = best_scores(bench, results)
    figures: dict[str, Any] = {}
    for rule in ("strict", "lenient"):
        threshold = chosen_threshold(bench, low, rule)
        tally = pairs_at(bench, low, threshold, rule, dev=False)
        shipped = pairs_at(bench, scores, 0.0, rule, dev=False)
        figures |= {
            f"f1_{rule}": tally.f1,
            f"threshold_{rule}": threshold,
            f"f1_{rule}_shipped": shipped.f1,
            f"precision_{rule}_shipped": shipped.precision,
            f"recall_{rule}_shipped": shipped.recall,
        }
    covered = passages(bench, results)
    numbers = drift(bench, results, ("number", "date"))
    names = drift(bench, results, ("name",))
    right, certain = versions(bench, results)
    return figures | {
        "quote_recall": _share(shipped.by_kind["quote14-30"]),
        "recall_by_kind": {kind: _share(part) for kind, part in sorted(shipped.by_kind.items())},
        "passage_precision": covered.precision,
        "passage_recall": covered.recall,
        "passage_recall_by_kind": {k: _share(v) for k, v in sorted(covered.by_kind.items())},
        "figures_precision": numbers.precision,
        "figures_recall": numbers.recall,
        "names_precision": names.precision,
        "names_recall": names.recall,
        "name_alarms_per_800": false_alarms(bench, results, ("name",)),
        "figure_alarms_per_800": false_alarms(bench, results, ("number", "date")),
        "version_accuracy": right,
        "version_certain": certain,
    }


def _share(part: list[float]) -> float:
    return part[0] / max(1, part[1])


def main() -> None:
    """Print the table; write JSON when asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    parser.add_argument("--limit", type=int, help="only the first N items")
    given = parser.parse_args()
    figures = {"method": "bantin", **measure(read(given.folder, given.limit))}
    for name, value in figures.items():
        if isinstance(value, dict):
            print(f"{name}:")
            for kind, part in value.items():
                print(f"    {kind:<28}{part:10.4f}")
        else:
            print(
                f"{name:<32}{value:>10}" if isinstance(value, str) else f"{name:<32}{value:10.4f}"
            )
    if given.json:
        given.json.write_text(json.dumps([figures], ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
