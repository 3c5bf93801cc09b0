"""What goes into the stories and what comes out of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Publication:
    """One item with the instant at which it appeared, where that is known (with a time zone)."""

    id: str
    text: str
    title: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an item went: the answer of ``Stories.add``.

    ``story`` is new (``is_new``), or holds ``resembles``, of which and of the item the shorter
    has ``share`` of its text in the other (estimated from the sketches, 0 to 1). ``is_first``
    says that the item is the story's first publisher as far as is known now. ``joined`` are the
    stories that ended because the item showed that they tell the same as ``story``.
    """

    item: str
    story: int
    is_new: bool
    is_first: bool
    resembles: str = ""
    share: float = 0.0
    joined: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryOptions:
    """When two items carry the same story, and what a sketch holds.

    Shares are of the texts' runs of five syllables with figures as they are, so one word that
    was changed costs five runs: at 12 % changed words about half of the runs are left.
    """

    of_shorter: float = 0.5
    """Least share of the shorter text that stands in the longer one."""

    of_longer: float = 0.35
    """Least share of the longer text that stands in the shorter one. It keeps a round-up, which
    holds four stories or more, and a page that quotes a short note from being that story."""

    nearly_all: float = 0.8
    """From this share of the longer text on an item adds nothing by which to recognise others."""

    representatives: int = 8
    """Most items of one story that new items are compared with."""

    most_stories: int = 12
    """A run found in more stories than this is boilerplate and weighs nothing from then on."""

    least_shared: int = 6
    """Fewest runs in common, and fewest in an item's sketch; shorter items stay alone."""

    sketch_least: int = 96
    """About so many runs of a text are kept; all of them when it has fewer."""

    sketch_part: int = 6
    """Of longer texts one run in so many is kept, at most about 4,096."""

    max_text: int = 10_000_000
    """Longest text accepted, in code points; a longer one raises ``TextTooLong``."""
