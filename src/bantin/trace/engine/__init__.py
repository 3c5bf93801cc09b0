"""Text reuse between editions and items, with evidence: plain Python and numpy.

>>> from bantin.trace.engine import Edition, Index, Item
>>> index = Index([Edition("1", "…"), Edition("2", "…")])
>>> matches = index.match(Item("a", "…"))

All offsets are code points of the texts exactly as given. A ``title`` is matched together
with its text and strengthens the score, but passages, shares and drift speak of ``text``
only; a match always shows at least one passage of the two texts.
"""

from .errors import (
    DuplicateEdition,
    DuplicateItem,
    EngineError,
    IndexDamaged,
    NoRay,
    NotCompiled,
    StoriesDamaged,
    TextTooLong,
    UnknownEdition,
    UnknownItem,
    UnknownStory,
)
from .index import Index
from .model import Drift, Edition, Item, Match, Passage, Reasons, match_schema
from .options import Options
from .stories import Stories
from .story_model import Placement, Publication, StoryOptions

__all__ = [
    "Drift",
    "DuplicateEdition",
    "DuplicateItem",
    "Edition",
    "EngineError",
    "Index",
    "IndexDamaged",
    "Item",
    "Match",
    "NoRay",
    "NotCompiled",
    "Options",
    "Passage",
    "Placement",
    "Publication",
    "Reasons",
    "Stories",
    "StoriesDamaged",
    "StoryOptions",
    "TextTooLong",
    "UnknownEdition",
    "UnknownItem",
    "UnknownStory",
    "match_schema",
]
