"""Which official text somebody holds in their hands: questions that leave no trace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bantin.publish.record import queries as record
from bantin.publish.record.models import Edition
from bantin.trace import engine
from bantin.trace.coverage.following import shared
from bantin.trace.official.comparison import Comparison
from bantin.web.changes import Paragraph, changes

FEWEST_HEX = 16  # digits of an edition's hash that a printed code carries
MOST_OTHERS = 3
MOST_EDITIONS = 12  # of one release that are compared word for word
_BODY = 2  # title and summary may be left out


@dataclass(frozen=True)
class Standing:
    """An edition, and the one of its release that holds now."""

    edition: Edition
    current: Edition

    @property
    def is_current(self) -> bool:
        """Whether it holds."""
        return self.edition.pk == self.current.pk and not self.is_withdrawn

    @property
    def is_withdrawn(self) -> bool:
        """Whether nothing of the release should be used any more."""
        return self.current.kind == Edition.Kind.WITHDRAWAL

    @property
    def changed_since(self) -> tuple[Paragraph, ...]:
        """What the current edition says otherwise, word by word; a withdrawal says nothing."""
        if self.edition.pk == self.current.pk or self.is_withdrawn:
            return ()
        return changes(_paragraphs(self.edition), _paragraphs(self.current))


@dataclass(frozen=True)
class Answer:
    """What a text was recognised as."""

    standing: Standing
    comparison: Comparison
    others: tuple[Edition, ...] = ()  # current editions of other releases that it also carries

    @cached_property
    def figures(self) -> tuple[engine.Drift, ...]:
        """Figures, dates and names that differ, each pair of words once."""
        if self.comparison.verdict != "differs":
            return ()
        official = engine.Edition("official", self.comparison.official_text)
        found = engine.Index([official]).match(engine.Item("given", self.comparison.given_text))
        drift = found[0].drift if found else ()
        return tuple({(one.kind, one.edition, one.item): one for one in drift}.values())


def recognise(text: str, at: datetime) -> Answer | None:
    """The public edition that ``text`` carries, None when it carries none."""
    found = shared.match(engine.Item("given", text), at)
    best = max(found, key=lambda match: (match.item_share, match.score), default=None)
    if best is None:
        return None
    edition = record.public_editions(at).get(sha256=best.edition)
    family = list(record.editions_of(edition.uid, at))
    compared = [
        (one, Comparison(_parts(one), text, needed=_BODY))
        for one in family
        if one == edition or one in family[-MOST_EDITIONS:]
    ]
    closest = min(compared, key=lambda pair: (pair[1].wrong, -pair[1].same, -pair[0].number))
    others = [match.edition for match in found if match is not best][:MOST_OTHERS]
    return Answer(Standing(closest[0], family[-1]), closest[1], _current(others, edition, at))


def printed(prefix: str, at: datetime) -> Standing | None:
    """The public edition whose hash begins with ``prefix``, as the code on a printed page says."""
    if len(prefix) < FEWEST_HEX:
        return None
    edition = record.public_editions(at).filter(sha256__startswith=prefix).first()
    if edition is None:
        return None
    current = record.current_edition(edition.uid, at)
    return Standing(edition, current or edition)


def _current(hashes: Sequence[str], besides: Edition, at: datetime) -> tuple[Edition, ...]:
    uids = record.public_editions(at).filter(sha256__in=hashes).values("uid")
    found = record.current_editions(at).filter(uid__in=uids).exclude(uid=besides.uid)
    return tuple(found.defer("canonical", "folded"))


def _parts(edition: Edition) -> tuple[str, ...]:
    """Title, summary and body, and what a notice says beside them."""
    notice = edition.notice or {}
    translation = notice.get("translation") or {}
    beside = [notice.get("instruction"), *(translation.get(n) for n in ("title", "text"))]
    more = [*beside, translation.get("instruction")]
    return (edition.title, edition.summary, edition.text, *(part for part in more if part))


def _paragraphs(edition: Edition) -> tuple[str, ...]:
    text = (edition.title, edition.summary, *edition.text.split("\n\n"))
    return tuple(part for part in text if part)
