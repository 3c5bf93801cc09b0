"""Match on many machines over Ray, an optional extra; the index is sent to each machine once.

The answers are the same, bit for bit and in the same order, as those of one process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import cycle
from typing import Any

import numpy as np

from .errors import NoRay
from .index import Index
from .model import Item, Match
from .parallel import AHEAD, BATCH, Answered, batches, in_order


def match_many(
    index: Index,
    items: Iterable[Item],
    *,
    workers: int | None = None,
    batch: int = BATCH,
    all_editions: bool = False,
) -> Iterator[Answered]:
    """Each item with its matches, in order.

    It uses the Ray that runs or that ``RAY_ADDRESS`` names, and starts one on this machine when
    there is none. One worker for each of its processors, unless ``workers`` says how many.

    Raises:
        NoRay: Ray is not installed.
    """
    ray = _ray()
    if not ray.is_initialized():
        ray.init(include_dashboard=False, log_to_driver=False)
    workers = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
    contents = ray.put(np.frombuffer(index.to_bytes(), dtype=np.uint8))
    actor = ray.remote(num_cpus=1)(_Worker)
    actors = [actor.remote(contents, compiled=index.compiled) for _ in range(workers)]
    turn = cycle(actors)
    try:
        yield from in_order(
            ((group, group) for group in batches(items, batch)),
            workers * AHEAD,
            submit=lambda group: next(turn).match.remote(group, all_editions=all_editions),
            result=ray.get,
        )
    finally:
        for each in actors:
            ray.kill(each)


class _Worker:
    """One process of the cluster; its index lies in the memory that its machine shares."""

    def __init__(self, contents: Any, *, compiled: bool) -> None:
        self.index = Index.from_bytes(memoryview(contents), compiled=compiled)

    def match(self, items: list[Item], *, all_editions: bool) -> list[list[Match]]:
        return list(self.index.match_many(items, batch=len(items), all_editions=all_editions))


def _ray() -> Any:
    try:
        import ray
    except ImportError as error:
        raise NoRay("Matching over Ray needs Ray: install bantin[ray].") from error
    return ray
