"""One method, in a process of its own: ``python -m benchmarks.tracing.worker FOLDER METHOD FILE``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import bench
from .methods import METHODS, Method, measure, speeds


def run(method: Method, folder: Path, limit: int | None, sizes: Sequence[int]) -> dict[str, Any]:
    """The row of the method; ``missing`` says why there is none."""
    if reason := method.missing():
        return {"missing": reason}
    texts = bench.read(folder, limit)
    try:
        row = measure(method, texts)
        known = sorted({min(size, len(texts.editions)) for size in sizes})
        return row | {"items_per_s_by_editions": speeds(method, texts, known)}
    except ImportError as error:
        return {"missing": str(error)}


def main() -> None:
    """Measure, and write the row."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("method", choices=METHODS)
    parser.add_argument("file", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--sizes", type=int, nargs="*", default=[])
    given = parser.parse_args()
    row = run(METHODS[given.method], given.folder, given.limit, given.sizes)
    given.file.write_text(json.dumps(row), encoding="utf-8")


if __name__ == "__main__":
    main()
