"""The scorer of the tracing benchmark, on a case small enough to be worked out by hand.

Four releases; r2 is a corrected edition of r1 in one family. Six items count, three more (a2, a3,
a4) are of the development fifth: the md5 of their ids says so. a8 is a text of its own that shares
words with r4 by nature.
"""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bantin.trace.engine import Drift, Match, Passage
from benchmarks.tracing import bench as benches
from benchmarks.tracing import score, spans
from benchmarks.tracing.bench import Bench, development
from benchmarks.tracing.score import FIGURES, NAMES, Answers, Found

DEVELOPMENT = ("a2", "a3", "a4")
RELEASES = [("r1", "f1", 1), ("r2", "f1", 2), ("r3", "f3", 1), ("r4", "f4", 1)]
FAMILY = {release: family for release, family, _version in RELEASES}


def item(id: str, kind: str, labels: Sequence[str] = (), **truth: Any) -> dict[str, Any]:
    families = sorted({FAMILY[label] for label in labels})
    row = {"aid": id, "kind": kind, "text": "x" * 100, "labels": list(labels), "family": families}
    return row | {"spans": [], "drift": [], "nfd": False, "ver": None} | truth


ITEMS = [
    item("a2", "full", ["r3"]),
    item("a3", "none"),
    item("a4", "full", ["r1"]),
    item("a1", "full", ["r3"], spans=[[0, 40]]),
    item("a6", "quote14-30", ["r4"], spans=[[10, 30], [50, 60]]),
    item("a8", "none"),
    item("a9", "version", ["r2"], spans=[[0, 100]]),
    item("a5", "figure", ["r3"], spans=[[0, 100]], drift=[["21.300", "23.100"], ["An", "Ân"]]),
    item("a10", "none"),
]
FOUND: list[list[Found]] = [
    [("r3", 9.0)],  # a2: right
    [("r4", 3.0), ("r3", 2.8), ("r1", 2.6)],  # a3: three times wrong
    [("r4", 10.0), ("r1", 2.0)],  # a4: natural, does not count; right
    [("r3", 8.0), ("r1", 2.0)],  # a1: right, and wrong below 9.0
    [("r4", 5.0)],  # a6: right, below 9.0
    [("r4", 9.5)],  # a8: natural, does not count
    [("r2", 12.0), ("r1", 11.0)],  # a9: right twice, one pair
    [("r3", 20.0), ("r4", 9.0)],  # a5: right, and wrong
    [],
]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    releases = [
        {"rid": rid, "family": family, "version": version, "title": "", "text": "y" * 100}
        for rid, family, version in RELEASES
    ]
    for name, rows in (("releases", releases), ("items", ITEMS)):
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "natural.json").write_text('[["a8", "r4", 25, "none"], ["a4", "r4", 20, "full"]]')
    (tmp_path / "natural12.json").write_text('[["a8", "r4", 25, "none"], ["a4", "r4", 20, "full"]]')
    (tmp_path / "rel_natural.json").write_text("[]")
    (tmp_path / "rel_natural12.json").write_text('[["r4", "r3", 13]]')
    return benches.read(tmp_path)


def match(id: str, edition: str, ranges: Sequence[tuple[int, int]], *drift: Drift) -> Match:
    passages = tuple(Passage(span, span) for span in ranges)
    return Match(id, edition, 20.0, 0.5, 0.5, passages, drift, version_certain=True)


def change(kind: str, old: str, new: str) -> Drift:
    return Drift(kind, old, new, (0, 1), (0, 1))


MATCHES: list[list[Match]] = [
    [match("a2", "r3", [(0, 100)])],
    [],
    [],
    [
        match("a1", "r3", [(0, 20), (10, 50)], change("name", "Ba", "Bà")),
        match("a1", "r1", [(90, 95)]),
    ],
    [match("a6", "r4", [(20, 55)])],
    [],
    [match("a9", "r2", [(0, 100)])],
    [
        match(
            "a5",
            "r3",
            [(0, 90)],
            change("number", "21.300", "23.100"),
            change("date", "6/11", "7/11"),
            change("name", "An", "A\u0302n"),
        )
    ],
    [],
]


def test_the_fifth_for_development_is_chosen_by_md5() -> None:
    assert [row["aid"] for row in ITEMS if development(row["aid"])] == list(DEVELOPMENT)


def test_truth_is_every_item_with_each_of_its_families(bench: Bench) -> None:
    assert bench.truth == {
        ("a4", "f1"),
        ("a2", "f3"),
        ("a1", "f3"),
        ("a6", "f4"),
        ("a9", "f1"),
        ("a5", "f3"),
    }


def test_natural_pairs_follow_from_lists_and_from_releases_that_share_text(bench: Bench) -> None:
    listed = {("a8", "f4"), ("a4", "f4")}
    assert bench.natural["strict"] == listed
    # r3 and r4 share a run of twelve: copies of the one hold words of the other
    alike = {("a2", "f4"), ("a1", "f4"), ("a5", "f4"), ("a6", "f3")}
    assert bench.natural["lenient"] == listed | alike


def test_the_threshold_is_chosen_on_the_development_fifth_alone(bench: Bench) -> None:
    scores = score.best_scores(bench, FOUND)
    # two are true. From 9.0: one found, right, so F1 is 2/3. From 2.0: two right of five, so 4/7
    assert score.chosen_threshold(bench, scores, "strict") == 9.0


def test_nothing_right_for_development_believes_nothing(bench: Bench) -> None:
    scores = score.best_scores(bench, [[], FOUND[1], [], *FOUND[3:]])
    assert score.chosen_threshold(bench, scores, "strict") == float("inf")


def test_pairs_are_counted_outside_the_development_fifth(bench: Bench) -> None:
    tally = score.pairs(bench, score.best_scores(bench, FOUND), 9.0, "strict")
    # right: a9 and a5; wrong: a5 with f4; missed: a1 (8.0) and a6 (5.0); a8 is natural
    assert (tally.right, tally.wrong, tally.missed) == (2, 1, 2)
    assert tally.f1 == pytest.approx(4 / 7)
    assert tally.recalls() == {"figure": 1, "full": 0, "quote14-30": 0, "version": 1}


def test_lenient_also_forgives_the_pair_of_a_release_that_shares_text(bench: Bench) -> None:
    tally = score.pairs(bench, score.best_scores(bench, FOUND), 9.0, "lenient")
    assert (tally.right, tally.wrong, tally.missed) == (2, 0, 2)


def test_passages_are_counted_in_code_points_of_the_spans(bench: Bench) -> None:
    tally = score.passages(bench, MATCHES)
    # a1: [0,50) of [0,40); a6: [20,55) of [10,30)+[50,60); a9: all; a5: [0,90); a2 does not count
    assert tally.right == 40 + (10 + 5) + 100 + 90
    assert tally.wrong == 10 + 20
    assert tally.missed == 0 + (10 + 5) + 0 + 10
    assert tally.recalls()["quote14-30"] == 0.5


def test_drift_is_counted_by_listed_pairs(bench: Bench) -> None:
    figures = score.drift(bench, MATCHES, FIGURES)
    assert (figures.right, figures.wrong, figures.missed) == (1, 1, 0)  # 6/11 was not changed
    names = score.drift(bench, MATCHES, NAMES)
    assert (names.right, names.wrong, names.missed) == (1, 0, 0)  # NFD or not


def test_drift_in_an_untouched_copy_is_a_false_alarm(bench: Bench) -> None:
    assert score.false_alarms(bench, MATCHES, NAMES) == 800  # one in one copy: a1
    assert score.false_alarms(bench, MATCHES, FIGURES) == 0


def test_a_version_is_right_when_its_edition_alone_is_best(bench: Bench) -> None:
    assert score.version_accuracy(bench, FOUND) == 1
    tied = [*FOUND[:6], [("r2", 12.0), ("r1", 12.0)], *FOUND[7:]]
    assert score.version_accuracy(bench, tied) == 0
    assert score.version_accuracy(bench, FOUND, threshold=13.0) == 0


def test_quality_of_a_method_without_passages_leaves_them_open(bench: Bench) -> None:
    row = score.quality(bench, Answers(FOUND))
    assert row["f1_strict"] == pytest.approx(4 / 7)
    assert row["f1_lenient"] == pytest.approx(4 / 6)
    assert row["quote_recall"] == 0
    assert row["version_accuracy"] == 1
    assert row["passage_precision"] is row["figures_recall"] is row["names_recall"] is None


def test_quality_by_kind_is_that_of_what_a_method_ships(bench: Bench) -> None:
    shipped = [[one for one in own if one[1] > 4] for own in FOUND]
    row = score.quality(bench, Answers(FOUND, shipped, MATCHES))
    assert row["f1_strict"] == pytest.approx(4 / 7)  # still at the chosen threshold
    assert row["quote_recall"] == 1
    assert row["recall_strict_shipped"] == 1
    assert row["passage_precision"] == pytest.approx(245 / 275)
    assert row["passage_recall"] == pytest.approx(245 / 270)
    assert row["version_certain"] == 1


def test_ranges_are_merged_and_compared_without_counting_points() -> None:
    ones = spans.merged([(5, 9), (0, 3), (6, 7), (2, 5), (20, 20)])
    assert ones == [(0, 9)]
    assert spans.length(ones) == 9
    others = spans.merged([(1, 2), (8, 12), (30, 40)])
    assert spans.shared(ones, others) == spans.shared(others, ones) == 2
    huge = spans.merged([(0, 10**15)])
    assert spans.shared(huge, others) == 15
