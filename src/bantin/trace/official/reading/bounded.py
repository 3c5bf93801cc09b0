"""Runs ``extract.py`` on a file that a stranger sent, in a process with little time and memory."""

import subprocess
import sys
from pathlib import Path

from bantin.trace.official.errors import (
    BrokenFile,
    CannotCompare,
    LockedFile,
    NoTextInside,
    TooMuchInside,
)

SECONDS = 10.0  # on a busy machine; the process itself stops after two seconds of work
_PROGRAM = Path(__file__).with_name("extract.py")
_REFUSALS: dict[int, type[CannotCompare]] = {
    3: TooMuchInside,
    4: BrokenFile,
    5: LockedFile,
    6: NoTextInside,
}


def extract(kind: str, data: bytes) -> bytes:
    """What ``extract.py`` makes of ``data``: text in UTF-8, or a grey picture.

    Raises:
        CannotCompare: the file is too much, damaged, locked or without text.
    """
    command = [sys.executable, "-I", str(_PROGRAM), kind]
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the file goes to its input
            command, input=data, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise TooMuchInside from late
    if done.returncode:
        raise _REFUSALS.get(done.returncode, TooMuchInside)
    return done.stdout
