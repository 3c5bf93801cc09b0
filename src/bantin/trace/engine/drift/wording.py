"""Which names, ranks and offices of a change differ."""

from __future__ import annotations

from . import names
from .sides import Found, Sides, Spans


def changed_grade(sides: Sides, spans: Spans) -> list[Found]:
    """Phó giám đốc against giám đốc. The spans begin one word early, on both sides."""
    start, end, edition_start, edition_end = spans
    places: list[int] = []
    for text, first, last in (
        (sides.item, start, end),
        (sides.edition, edition_start, edition_end),
    ):
        words = [word.span() for word in names.WORD.finditer(text, first, last)][1:]
        grade = [names.plain(text[slice(*word)]) for word in words]
        after = names.WORD.search(text, last, last + 32)
        if after is None or any(word not in names.GRADE_WORDS for word in grade):
            return []
        office = names.graded_office(text, after.start())
        if office is None:
            return []
        whole = names.office_at(text, *after.span()) or after.span()
        places.extend((words[0][0] if words else whole[0], whole[1]))
    return [("name", (places[0], places[1], places[2], places[3]))]


def changed_office(sides: Sides, spans: Spans) -> list[Found]:
    """Ranks and offices: Đại tá against Trung tá."""
    start, end, edition_start, edition_end = spans
    mine = names.office_at(sides.item, start, end)
    theirs = names.office_at(sides.edition, edition_start, edition_end)
    if mine is None or theirs is None:
        return []
    return [("name", (*mine, *theirs))]


def changed_names(sides: Sides, spans: Spans, *, opens: bool) -> list[Found]:
    """Names on one diagonal, word by word."""
    start, end, edition_start, edition_end = spans
    mine = sides.item[start:end]
    if mine.islower():
        return []
    item = list(names.WORD.finditer(sides.item, start, end))
    edition = list(names.WORD.finditer(sides.edition, edition_start, edition_end))
    if len(item) != len(edition):
        return []
    changed = names.replaced(
        [word.group() for word in item], [word.group() for word in edition], opens=opens
    )
    return [
        (
            "name",
            (item[a].start(), item[b - 1].end(), edition[a].start(), edition[b - 1].end()),
        )
        for a, b in changed
    ]


def changed_runs(sides: Sides, spans: Spans) -> list[Found]:
    """A name of another length: Trần Văn Hòa against Lê Minh. One within the other is the same."""
    start, end, edition_start, edition_end = spans
    if not (sides.item[start].isupper() and sides.edition[edition_start].isupper()):
        return []
    item = [word.group() for word in names.WORD.finditer(sides.item, start, end)]
    edition = [
        word.group() for word in names.WORD.finditer(sides.edition, edition_start, edition_end)
    ]
    if not names.another(item, edition):
        return []
    return [("name", spans)]
