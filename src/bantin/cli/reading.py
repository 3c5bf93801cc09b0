"""Read what somebody else published: a file, a folder or an address; bounded, nothing executed."""

import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from bantin.cli import office
from bantin.cli.text import _
from bantin.publish.record.verification import KEYS, Unreadable, keys_in, load

LIMIT = 20 * 2**20  # bytes
TIMEOUT = 30  # seconds
NOT_CHECKED = 3


def is_address(place: str) -> bool:
    """Whether ``place`` is a web address."""
    return urlsplit(place).scheme in {"http", "https"}


def read(place: str) -> bytes:
    """The bytes at a path or address; ends the command when there are none."""
    try:
        return fetch(place) if is_address(place) else _file(Path(place))
    except (OSError, ValueError) as error:
        cannot(place, error)


def fetch(address: str) -> bytes:
    """The bytes at an address.

    Raises:
        OSError: no answer, not 200, or more than 20 MB.
    """
    headers = {"User-Agent": "bantin-verify"}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - http(s) only
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - http(s) only
        return _bounded(answer.read(LIMIT + 1))


def reader(place: str) -> Callable[[str], bytes]:
    """Read addresses below a newsroom's address or in a mirror's folder."""
    if is_address(place):
        return lambda address: fetch(f"{place.rstrip('/')}/{address}")
    return lambda address: _file(Path(place) / address)


def trusted_keys(file: Path | None, *, origin: str | None = None) -> dict[str, Any] | None:
    """The keys in ``file``, else those that the site ``origin`` publishes, else None."""
    place = str(file) if file else f"{origin}/{KEYS}" if origin else ""
    if not place:
        return None
    try:
        return keys_in(load(read(place)))
    except Unreadable as error:
        cannot(place, error)


def origin_of(address: str) -> str:
    """Scheme and host of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def cannot(place: str, error: Exception) -> NoReturn:
    """End the command: nothing could be checked."""
    office.fail(
        _("%(place)s cannot be checked: %(error)s. Look whether it is the right file or address.")
        % {"place": place, "error": error},
        code=NOT_CHECKED,
    )


def _file(path: Path) -> bytes:
    with path.open("rb") as file:
        return _bounded(file.read(LIMIT + 1))


def _bounded(data: bytes) -> bytes:
    if len(data) > LIMIT:
        raise OSError(f"more than {LIMIT // 2**20} MB")
    return data
