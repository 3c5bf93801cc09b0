"""The benchmark as people run it, on a handful of texts."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.tracing.runs import REQUIRED, ROOT

SENTENCES = (
    "Công an tỉnh thông báo phân luồng giao thông trên cầu từ sáng mai để sửa mặt đường.",
    "Trong năm các cơ quan báo chí đã đăng, phát 21.300 tin, bài về trật tự trên địa bàn.",
    "Sở Y tế khuyến cáo người dân tiêm phòng đầy đủ trước mùa mưa và giữ vệ sinh nơi ở.",
    "Ban tổ chức lễ hội công bố chương trình biểu diễn ba đêm liền tại quảng trường lớn.",
    "Nước sông dâng nhanh, các xã ven bờ đã chuyển hàng trăm hộ dân đến chỗ cao hơn.",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bench of five releases, a copy of each, and five texts of nobody."""
    place = tmp_path / "bench"
    place.mkdir()
    releases = [
        {"rid": f"r{n}", "family": f"r{n}", "version": 1, "title": "", "text": text}
        for n, text in enumerate(SENTENCES)
    ]
    copies = [_item(f"a{n}", "full", text, [f"r{n}"]) for n, text in enumerate(SENTENCES)]
    others = [_item(f"b{n}", "none", f"Tin khác số {n}, ngắn.", []) for n in range(5)]
    for name, rows in (("releases", releases), ("items", copies + others)):
        with gzip.open(place / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    for name in ("natural", "natural12", "rel_natural", "rel_natural12"):
        (place / f"{name}.json").write_text("[]")
    return place


def _item(name: str, kind: str, text: str, labels: list[str]) -> dict[str, Any]:
    truth = {"labels": labels, "family": labels, "spans": [[0, len(text)]], "drift": []}
    return {"aid": name, "kind": kind, "text": text} | truth


def bench(*arguments: str | Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run it; modules in ``path`` are found before installed ones."""
    command = [sys.executable, str(ROOT / "benchmarks" / "trace.py"), *map(str, arguments)]
    environment = os.environ | ({"PYTHONPATH": str(path)} if path else {})
    return subprocess.run(
        command, check=False, capture_output=True, text=True, env=environment, timeout=120
    )


def test_a_peer_that_is_not_installed_costs_only_its_row(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "rensa.py").write_text('raise ImportError("rensa is not here")')
    file = tmp_path / "rows.json"

    done = bench(folder, "--peers", "rensa", "--json", file, path=tmp_path)

    assert done.returncode == 0, done.stderr
    ours, _compiled, peer = json.loads(file.read_text("utf-8"))
    assert ours["method"] == "bantin"
    assert ours["recall_by_kind"] == {"full": 1}
    assert peer["missing"] == "rensa is not here"
    assert "missing: rensa is not here" in done.stdout
    assert "./run bench trace" in done.stdout


def test_a_peer_that_fails_costs_only_its_row(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "gaoya.py").write_text("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    file = tmp_path / "rows.json"

    done = bench(folder, "--peers", "gaoya", "--json", file, path=tmp_path)

    assert done.returncode == 0, done.stderr
    ours, _compiled, peer = json.loads(file.read_text("utf-8"))
    assert ours["items_per_s"] > 0
    assert peer["missing"] == "ended by SIGKILL"


def test_every_row_has_every_key(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "duckdb.py").write_text("raise ValueError('no')")
    file = tmp_path / "rows.json"

    bench(folder, "--peers", "duckdb", "--json", file, path=tmp_path)

    rows = json.loads(file.read_text("utf-8"))
    assert [row["method"] for row in rows] == ["bantin", "bantin-compiled", "duckdb"]
    assert all(set(REQUIRED) <= set(row) for row in rows)
    assert rows[2]["f1_strict"] is None
    assert rows[2]["missing"] == "ValueError: no"


def test_a_folder_without_a_bench_and_an_unknown_peer_are_refused(
    folder: Path, tmp_path: Path
) -> None:
    assert bench(tmp_path / "nowhere").returncode == 2
    done = bench(folder, "--peers", "nobody")
    assert done.returncode == 2
    assert "there is no nobody" in done.stderr
