"""Learn the background from texts that people wrote anyway: the office's own items.

A run of five syllables that many items hold, without copying the release that it is from, is a
formula (a title, an agency's name, a standing phrase) and weighs little afterwards. Items that
copy a release do not count against it, so a widely printed release stays findable.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .chains import chains_of, runs_of
from .fold import I64, Tokens
from .seeds import Hits, Place, every_hit

_COPY = 40
"""Seeds in one chain from which on an item counts as a copy of the release."""

_BINS = 1 << 16


def unexplained(tokens: Tokens, place: Place, most_postings: int) -> I64:
    """The keys of the segment that items hold without a copy: one entry for each item."""
    hits = every_hit(tokens, place, most_postings)
    edition = place.edition[hits.r]
    copied = _copied(hits, edition, place, tokens.first.size - 1)
    explained = np.zeros(hits.key.size, dtype=np.bool_)
    explained[hits.hit[copied[hits.item[hits.hit], place.family[edition]]]] = True
    rest = np.unique(hits.item[~explained] * place.segment.key.size + hits.key[~explained])
    return rest % max(1, place.segment.key.size)


def _copied(hits: Hits, edition: NDArray[np.int32], place: Place, items: int) -> NDArray[np.bool_]:
    """Which items copy which releases: a table of items and families."""
    editions = len(place.segment.ids)
    pair = hits.item[hits.hit] * editions + edition
    slot = pair & (_BINS - 1)
    many = (np.bincount(slot, minlength=_BINS) >= _COPY)[slot]
    pair, q, r = pair[many], hits.q[many], hits.r[many]
    _, chains = chains_of(runs_of(pair, q, r, np.ones(q.size)))
    copies = chains.pair[chains.weight >= _COPY]
    table = np.zeros((items, int(place.family.max(initial=0)) + 1), dtype=np.bool_)
    table[copies // editions, place.family[copies % editions]] = True
    return table
