"""Learn the background from texts that people wrote anyway: the office's own items.

A run of five syllables that many items hold, without copying the release that it is from, is a
formula (a title, an agency's name, a standing phrase) and weighs little afterwards. Items that
copy a release do not count against it, so a widely printed release stays findable.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .chains import chains_of, runs_of
from .distinct import distinct
from .fold import I64, Tokens
from .places import UNIT, Place
from .seeds import STEP, Hits, Seeds

_COPY = 40
"""Fingerprints in one chain from which on an item counts as a copy of the release."""

_BINS = 1 << 16


def unexplained(tokens: Tokens, hits: Hits, place: Place, most_postings: int) -> I64:
    """The keys of the segment that items hold without a copy: one entry for each item.

    ``place`` must hold every run at its full worth.
    """
    key = hits.key
    item = tokens.text_of[hits.q]
    hit, r = place.segment.places(key, most_postings)
    edition = place.edition[r]
    copied = _copied(tokens, place, Seeds(hits.q[hit], r), item[hit], edition)
    explained = np.zeros(key.size, dtype=np.bool_)
    explained[hit[copied[item[hit], place.family[edition]]]] = True
    rest = distinct(item[~explained] * place.segment.tag.size + key[~explained])
    keys: I64 = rest % max(1, place.segment.tag.size)
    return keys


def _copied(
    tokens: Tokens, place: Place, seeds: Seeds, item: I64, edition: NDArray[np.unsignedinteger]
) -> NDArray[np.bool_]:
    """Which items copy which releases: a table of items and families."""
    editions = place.family.size
    slot = (item * editions + edition) & (_BINS - 1)
    many = (np.bincount(slot, minlength=_BINS) * (STEP + 1) >= _COPY)[slot]
    _, chains = chains_of(runs_of(tokens, place, Seeds(seeds.q[many], seeds.r[many])))
    copies = chains.pair[chains.weight >= _COPY * UNIT]
    table = np.zeros((tokens.first.size - 1, int(place.family.max(initial=0)) + 1), dtype=np.bool_)
    table[copies // editions, place.family[copies % editions]] = True
    return table
