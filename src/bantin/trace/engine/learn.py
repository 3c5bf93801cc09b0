"""Learn the background from texts that people wrote anyway: the office's own items.

A run of five syllables that many items hold, without copying the release that it is from, is a
formula (a title, an agency's name, a standing phrase) and weighs little afterwards. Items that
copy a release do not count against it, so a widely printed release stays findable.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .chains import chains_of, runs_of
from .fold import I64, Tokens
from .seeds import Place, every_seed

_COPY = 40
"""Seeds in one chain from which on an item counts as a copy of the release."""


def unexplained(tokens: Tokens, places: Sequence[Place], most_postings: int) -> list[I64]:
    """For each segment, the keys that items hold without a copy: one entry for each item."""
    result = []
    for place, (key, q, r, item) in zip(
        places, every_seed(tokens, places, most_postings), strict=True
    ):
        family = place.family[place.edition[r]]
        pair = item * len(place.segment.ids) + place.edition[r]
        stride = int(place.family.max(initial=0)) + 1
        _, chains = chains_of(runs_of(pair, q, r, np.ones(q.size)))
        copies = chains.pair[chains.weight >= _COPY]
        copied = np.unique(
            copies // len(place.segment.ids) * stride
            + place.family[copies % len(place.segment.ids)]
        )
        held = item * place.segment.key.size + key
        explained = np.unique(held[np.isin(item * stride + family, copied)])
        rest = np.setdiff1d(held, explained)
        result.append(rest % place.segment.key.size)
    return result
