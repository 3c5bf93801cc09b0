"""The three loops over every syllable, in numpy; ``compiled`` has the same for numba."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from .chains import Runs
from .errors import NotCompiled
from .fold import Tokens, tokenise
from .options import Options
from .passages import candidates
from .places import Place
from .seeds import Hits, probe
from .segment import Segment


@dataclass(frozen=True, slots=True)
class Kernels:
    """What may be compiled. Both kinds give the same, bit for bit."""

    tokenise: Callable[[Sequence[str]], Tokens]
    probe: Callable[[Tokens, Sequence[Segment]], tuple[list[Hits], frozenset[int]]]
    candidates: Callable[[Tokens, Hits, Place, Options], tuple[Runs, Runs]]


PLAIN = Kernels(tokenise, probe, candidates)


@cache
def compiled() -> Kernels:
    """The loops compiled by numba; the first use of all takes some seconds.

    Raises:
        NotCompiled: numba is not installed, or has no folder to keep what it compiled.
    """
    try:
        from . import compiled as loops
    except ImportError as error:
        raise NotCompiled(
            "The compiled engine needs numba: install bantin[compiled], or use the plain engine."
        ) from error
    except RuntimeError as error:
        raise NotCompiled(
            "numba has no folder to keep what it compiled: set NUMBA_CACHE_DIR to one that may be "
            "written, or use the plain engine."
        ) from error
    return Kernels(loops.tokenise, loops.probe, loops.candidates)
