"""The article in a fetched page: text without menus and without readers' comments."""

from datetime import date
from typing import Any

import trafilatura

from bantin.trace.coverage.errors import NoArticle
from bantin.trace.coverage.reading import Found, RawRow


def row_of_page(body: bytes, source: str) -> Found:
    """One row with the page's main text, title, date and author as printed.

    Raises:
        NoArticle: there is no main text.
    """
    found = _extract(body, source)
    if found is None or not (found.text or "").strip():
        raise NoArticle(source=source[:200])
    values = {
        "url": source,
        "title": found.title or found.text.strip().split("\n")[0][:200],
        "published": found.date or "",
        "author": found.author or "",
        "text": found.text,
    }
    return Found([RawRow(1, values)])


def _extract(body: bytes, source: str) -> Any:
    return trafilatura.bare_extraction(
        body,
        url=source,
        fast=True,
        include_comments=False,
        include_tables=True,
        favor_precision=True,
        with_metadata=True,
        date_extraction_params={
            "extensive_search": False,
            "max_date": date.max.isoformat(),
            "outputformat": "%Y-%m-%d",
        },
    )
