"""Matching over a real Ray on this machine."""

import sys

import pytest

from bantin.trace.engine import Edition, Index, Item, NoRay, cluster, parallel

from .conftest import BRIDGE, FLOOD, OTHER, SCHOOL

TEXTS = (FLOOD, OTHER, SCHOOL, BRIDGE.replace("8 tấn", "9 tấn"), "")


@pytest.mark.filterwarnings("ignore")
def test_workers_of_ray_answer_as_one_process_does(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    ray = pytest.importorskip("ray", reason="Ray is not installed")
    items = [Item(str(number), TEXTS[number % 5]) for number in range(60)]
    index.learn(items[:3])
    index.add(Edition("flood2", FLOOD.replace("345", "354"), family="flood", version=2))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, configure_logging=False)
    try:
        found = list(cluster.match_many(index, items, workers=2, batch=7, all_editions=True))
    finally:
        ray.shutdown()

    assert found == list(parallel.match_many(index, items, workers=1, all_editions=True))
    assert [item for item, _ in found] == items
    assert sum(bool(matches) for _, matches in found) == 36
    assert {match.edition for match in found[0][1]} == {"flood", "flood2"}


def test_without_ray_the_refusal_says_what_to_install(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)

    with pytest.raises(NoRay, match=r"bantin\[ray\]"):
        next(cluster.match_many(index, [Item("a", FLOOD)]))
