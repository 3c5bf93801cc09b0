"""From the page's answer to JSON."""

from collections.abc import Iterable

from bantin.api.official import schemas
from bantin.api.reading.shapes import in_short
from bantin.trace.official.queries import Answer
from bantin.web.changes import Paragraph

NOTHING = schemas.Recognised(
    verdict="nothing",
    holds=False,
    withdrawn=False,
    edition=None,
    current=None,
    share=0,
    marks_ignored=False,
    figures=[],
    differences=[],
    changed_since=[],
    others=[],
)


def recognised(answer: Answer | None) -> schemas.Recognised:
    """What a text was recognised as."""
    if answer is None:
        return NOTHING
    standing, compared = answer.standing, answer.comparison
    return schemas.Recognised(
        verdict=compared.verdict,
        holds=standing.is_current,
        withdrawn=standing.is_withdrawn,
        edition=in_short(standing.edition),
        current=in_short(standing.current),
        share=compared.share,
        marks_ignored=compared.marks_ignored,
        figures=[
            schemas.Figure(kind=one.kind, edition=one.edition, given=one.item)
            for one in answer.figures
        ],
        differences=_passages(compared.shown),
        changed_since=_passages(standing.changed_since),
        others=[in_short(other) for other in answer.others],
    )


def _passages(paragraphs: Iterable[Paragraph]) -> list[schemas.Passage]:
    """What changed; how many paragraphs lie between is of use on a page only."""
    return [
        schemas.Passage(words=[schemas.Words(kind=run.kind, text=run.text) for run in one.runs])
        for one in paragraphs
        if one.runs
    ]
