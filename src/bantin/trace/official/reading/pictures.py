"""Text in a picture, read by ``tesseract`` where that program and its Vietnamese are installed."""

import os
import shutil
import subprocess
from functools import cache

from bantin.trace.official.errors import CannotReadPictures, TooMuchInside
from bantin.trace.official.reading import bounded

SECONDS = 20.0


def text_of(data: bytes) -> str:
    """The words that the program sees in a picture.

    Raises:
        CannotCompare: the picture is too large or damaged, or nothing here can read it.
    """
    program, languages = _reader()
    if program is None:
        raise CannotReadPictures
    grey = bounded.extract("picture", data)
    command = [program, "stdin", "stdout", "-l", languages]
    try:
        done = subprocess.run(  # noqa: S603 - the picture goes to its input
            command,
            input=grey,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired as late:
        raise TooMuchInside from late
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def can_read() -> bool:
    """Whether this machine reads Vietnamese in pictures."""
    return _reader()[0] is not None


@cache
def _reader() -> tuple[str | None, str]:
    """The program, and the languages that it is to look for."""
    program = shutil.which("tesseract")
    if program is None:
        return None, ""
    listed = subprocess.run(  # noqa: S603 - no input
        [program, "--list-langs"], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    known = [name for name in ("vie", "eng") if name in listed.stdout.split()]
    return (program, "+".join(known)) if "vie" in known else (None, "")
