"""The words of a report, in the reader's language, and how numbers are written in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .model import Match


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of a report; ``lang`` is the language's code.

    ``edition_says`` and ``item_says`` hold ``{words}`` for the other text's words; ``copies`` takes
    how many copies there are and how many of them differ, ``why`` explains a score and ``map_words``
    says in words what a picture shows.
    """

    lang: str
    title: str
    summary: str
    skip: str
    jump: str
    tools: str
    previous_match: str
    next_match: str
    previous_difference: str
    next_difference: str
    previous_page: str
    next_page: str
    all_pages: str
    contents: str
    filter: str
    only_differing: str
    by_edition: str
    item: str
    edition: str
    version: str
    score: str
    share_of_item: str
    share_of_edition: str
    passages: str
    passage: str
    differences: str
    no_differences: str
    number: str
    kind: str
    kinds: Mapping[str, str]
    in_edition: str
    in_item: str
    edition_says: str
    item_says: str
    uncertain: str
    cut: str
    nothing: str
    nothing_next: str
    copies: Callable[[int, int], str]
    why: Callable[[Match], str]
    map_words: Callable[[Match], str]


def percent(share: float, lang: str) -> str:
    """A share as people of the language write it: 37,5% or 37.5%."""
    return f"{decimal(share * 100, lang)}%"


def decimal(value: float, lang: str) -> str:
    """A number with one digit after the sign: 37,5 or 37.5."""
    number = f"{value:.1f}"
    return number.replace(".", ",") if lang == "vi" else number


def thousands(count: int, lang: str) -> str:
    """A whole number with its thousands set apart: 21.300 or 21,300."""
    return f"{count:,}".replace(",", ".") if lang == "vi" else f"{count:,}"
