"""Addresses and bytes of a tiled log (C2SP tlog-tiles). No Django.

A tile holds up to 256 hashes of one level in 8; an entry bundle up to 256 entries, each after its
length in two bytes.
"""

import re
from collections.abc import Iterable

WIDTH = 256
_HEIGHT = 8
_PATH = re.compile(r"(?:x[0-9]{3}/)*[0-9]{3}")


def level_of(tile_level: int) -> int:
    """The tree level whose hashes a tile of ``tile_level`` holds."""
    return tile_level * _HEIGHT


def path_of(index: int) -> str:
    """``index`` as tile addresses write it: 1234067 is ``x001/x234/067``."""
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups))


def index_of(path: str) -> int | None:
    """The index that ``path`` writes, or None when it is not written the one right way."""
    if not _PATH.fullmatch(path):
        return None
    index = int(path.replace("x", "").replace("/", ""))
    return index if path_of(index) == path else None


def width_of(tile_level: int, index: int, size: int) -> int:
    """How many hashes tile ``index`` of ``tile_level`` has in a tree of ``size`` leaves."""
    return max(0, min(WIDTH, (size >> level_of(tile_level)) - index * WIDTH))


def addresses(size: int) -> list[tuple[str, int, int, int]]:
    """All tiles of a tree: (address under ``tile/``, tile level or -1 for entries, index, width)."""
    found = []
    for tile_level in (-1, *range((size.bit_length() + _HEIGHT - 1) // _HEIGHT)):
        name = "entries" if tile_level < 0 else str(tile_level)
        hashes = size >> level_of(max(tile_level, 0))
        for index in range((hashes + WIDTH - 1) // WIDTH):
            width = min(WIDTH, hashes - index * WIDTH)
            part = "" if width == WIDTH else f".p/{width}"
            found.append((f"{name}/{path_of(index)}{part}", tile_level, index, width))
    return found


def pack(entries: Iterable[bytes]) -> bytes:
    """An entry bundle."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unpack(bundle: bytes) -> list[bytes]:
    """The entries of a bundle.

    Raises:
        ValueError: the bundle ends in the middle of an entry.
    """
    entries, at = [], 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if end > len(bundle) or at + 2 > len(bundle):
            raise ValueError("the entry bundle ends in the middle of an entry")
        entries.append(bundle[at + 2 : end])
        at = end
    return entries
