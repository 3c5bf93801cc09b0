"""Measure the stories: items that carry the same text, found against brute force.

    python -m benchmarks.stories [FOLDER] [--json FILE] [--limit N]

FOLDER is that of benchmarks/trace.py. The truth is worked out here and shares no code with the
engine: sets of five words as regular expressions see them, compared exactly, for all pairs of the
articles without a label and the releases.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import resource
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from pathlib import Path
from typing import Any

from bantin.trace.engine import Publication, Stories

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "trace"
WORD = re.compile(r"\w+")
K = 5
COMMON = 60
"""A run of words in more texts than this does not make two texts candidates."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much two texts share, of the shorter and of the longer one."""

    of_shorter: float
    of_longer: float


def texts_of(folder: Path, limit: int | None) -> Iterator[tuple[str, str, str]]:
    """Kind, id and text of every release and every item, each id once."""
    seen: set[str] = set()
    for name, key in (("releases.jsonl.gz", "rid"), ("items.jsonl.gz", "aid")):
        for row in islice(_lines(folder / name), limit):
            if row[key] not in seen:
                seen.add(row[key])
                yield row.get("kind", "release"), row[key], row["text"]


def runs(text: str) -> set[int]:
    """The different runs of five words, without case and diacritics."""
    letters = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    words = WORD.findall("".join(c for c in letters if unicodedata.category(c)[0] != "M"))
    return {hash(tuple(words[at : at + K])) for at in range(len(words) - K + 1)}


def overlaps(sets: list[set[int]]) -> dict[Pair, Overlap]:
    """Every pair that shares a tenth of the shorter text, exactly."""
    holders: dict[int, list[int]] = defaultdict(list)
    for number, its in enumerate(sets):
        for one in its:
            holders[one].append(number)
    shared = Counter(
        pair
        for numbers in holders.values()
        if 2 <= len(numbers) <= COMMON
        for pair in combinations(numbers, 2)
    )
    found = {}
    for (a, b), count in shared.items():
        shorter, longer = sorted((len(sets[a]), len(sets[b])))
        if count * 20 >= shorter:
            both = len(sets[a] & sets[b])
            found[a, b] = Overlap(both / shorter, both / longer)
    return found


def pairs_of(stories: Stories, numbers: dict[str, int]) -> set[Pair]:
    """All pairs of items in one story."""
    return {
        (min(a, b), max(a, b))
        for story in stories
        for a, b in combinations([numbers[name] for name in stories.items(story)], 2)
    }


def quality(together: set[Pair], exact: dict[Pair, Overlap]) -> dict[str, float]:
    """How much of what should be together is, and how much of what is should be."""
    none = Overlap(0.0, 0.0)
    same = {p for p, o in exact.items() if o.of_shorter >= 0.5 and o.of_longer >= 0.35}
    result: dict[str, float] = {"pairs": len(together), "pairs_same": len(same)}
    result["recall"] = _share(len(same & together), len(same))
    clear = {p for p in same if exact[p].of_shorter >= 0.6 and exact[p].of_longer >= 0.45}
    result["recall_clear"] = _share(len(clear & together), len(clear))
    for least in (0.5, 0.3):
        all_pairs = {p for p, o in exact.items() if o.of_shorter >= least}
        result[f"pairs_shorter_{least}"] = len(all_pairs)
        result[f"recall_shorter_{least}"] = _share(len(all_pairs & together), len(all_pairs))
        right = sum(exact.get(p, none).of_shorter >= least for p in together)
        result[f"precision_{least}"] = _share(right, len(together))
    return result


def _share(part: int, whole: int) -> float:
    return round(part / max(1, whole), 4)


def speed(rows: list[tuple[str, str, str]], times: int = 3) -> dict[str, float]:
    """Items a second of CPU time for all bench items, best of several, and bytes of an item."""
    items = [Publication(name, text) for kind, name, text in rows if kind != "release"]
    best = float("inf")
    for _ in range(times):
        stories = Stories()
        begin = time.process_time()
        for _placement in stories.add_many(items):
            pass
        best = min(best, time.process_time() - begin)
    return {
        "items": len(items),
        "items_per_s": round(len(items) / best),
        "stories": len(list(stories)),
        "bytes_per_item": round(stories.nbytes / max(1, len(items))),
    }


def folded(rows: list[tuple[str, str, str]], folder: Path) -> dict[str, float]:
    """For each kind of reuse, how many items went into the story of their own release.

    Short quotes and paragraphs should stay outside, and so should what lost a third of its words.
    """
    stories = Stories()
    for _ in stories.add_many(Publication(name, text) for _, name, text in rows):
        pass
    releases = defaultdict(set)
    for row in _lines(folder / "releases.jsonl.gz"):
        if row["rid"] in stories:
            releases[row["family"]].add(stories.story_of(row["rid"]))
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for row in _lines(folder / "items.jsonl.gz"):
        if row["labels"] and row["aid"] in stories:
            every[row["kind"]] += 1
            own = set().union(*(releases[family] for family in row["labels"]))
            right[row["kind"]] += stories.story_of(row["aid"]) in own
    return {f"folded_{kind}": _share(right[kind], every[kind]) for kind in sorted(every)}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def measure(rows: list[tuple[str, str, str]]) -> dict[str, float]:
    """Speed, and the quality on texts that were not made for the bench."""
    natural = [(name, text) for kind, name, text in rows if kind in ("none", "release")]
    numbers = {name: number for number, (name, _) in enumerate(natural)}
    stories = Stories()
    for _ in stories.add_many(Publication(name, text) for name, text in natural):
        pass
    together = pairs_of(stories, numbers)
    sizes = [len(stories.items(story)) for story in stories]
    result = {"texts": float(len(natural)), "largest_story": float(max(sizes))}
    result |= speed(rows)
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    result |= quality(together, overlaps([runs(text) for _, text in natural]))
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--limit", type=int)
    arguments = parser.parse_args()
    rows = list(texts_of(arguments.folder, arguments.limit))
    result = measure(rows) | folded(rows, arguments.folder)
    for name, value in result.items():
        print(f"{name:24} {value:>12,.10g}")
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
