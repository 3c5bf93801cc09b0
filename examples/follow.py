"""Take everything that a press office publishes into a folder: nothing missed, nothing twice.

    python follow.py https://press.example texts

Run it from cron as often as you like. Each edition becomes ``texts/<uid>.<number>.json``; where to
go on stands in ``texts/cursor``. It needs Python 3.11 and nothing else.
"""

import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode


def read(address: str) -> dict[str, Any]:
    """What an address of the API answers; waits when it is told to."""
    request = urllib.request.Request(address, headers={"Accept-Language": "en"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        if error.code not in {429, 503}:
            problem = json.load(error)
            raise SystemExit(f"{problem['title']} {problem.get('detail', '')}") from error
        time.sleep(int(error.headers.get("Retry-After", "30")))
    return read(address)


def keep(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def follow(office: str, folder: Path) -> int:
    """Take what is new; returns how many editions."""
    folder.mkdir(exist_ok=True)
    place = folder / "cursor"
    asked = {"cursor": place.read_text()} if place.exists() else {}
    taken, more = 0, True
    while more:
        found = read(f"{office}/api/v1/changes?{urlencode(asked)}")
        for item in found["items"]:
            edition = read(f"{office}/api/v1/releases/{item['uid']}/editions/{item['number']}")
            print(f"{item['live_at']} {item['kind']}: {item['title']}")
            name = f"{item['uid']}.{item['number']}.json"
            keep(folder / name, json.dumps(edition, ensure_ascii=False, indent=2))
            taken += 1
        keep(place, found["cursor"])  # after the texts: a crash repeats, and never loses
        asked, more = {"cursor": found["cursor"]}, found["more"]
    return taken


if __name__ == "__main__":
    print(f"{follow(sys.argv[1].rstrip('/'), Path(sys.argv[2]))} new")
