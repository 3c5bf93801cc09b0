"""JSON Feed 1.1."""

import json
from collections.abc import Sequence
from typing import Any

from bantin.publish.newsroom.feeds.entries import Entry
from bantin.publish.newsroom.feeds.head import Head

VERSION = "https://jsonfeed.org/version/1.1"


def write(head: Head, entries: Sequence[Entry]) -> str:
    """The feed as JSON."""
    feed = {
        "version": VERSION,
        "title": head.title,
        "home_page_url": head.page,
        "feed_url": head.itself,
        "language": head.language,
        "authors": [{"name": head.agency, "url": f"{head.base}/"}],
        "hubs": [{"type": "WebSub", "url": head.hub}],
        "items": [_item(entry) for entry in entries],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "language": entry.language,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": entry.instant,
        "date_modified": entry.instant,
        "tags": [topic.name for topic in entry.topics],
        "attachments": [
            {
                "url": file.url,
                "mime_type": file.media_type,
                "title": file.title,
                "size_in_bytes": int(file.size),
            }
            for file in entry.files
        ],
    }
    if entry.summary:
        item["summary"] = entry.summary
    if entry.picture:
        item["image"] = entry.picture.url
    return item
