"""Start Django for a command, and tell in words what keeps it from starting."""

import os
import sys
from pathlib import Path
from typing import NoReturn

from bantin.cli.text import _, language


def fail(message: str, *, code: int = 2) -> NoReturn:
    """Say why, on standard error, and end with ``code``."""
    print(message, file=sys.stderr)
    raise SystemExit(code)


def start(*, create: bool = False) -> None:
    """Set Django up for the office in BANTIN_DATA.

    Ends the command with a message when there is no office there, unless ``create``.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bantin.config.settings")
    data = Path(os.environ.get("BANTIN_DATA", "var")).resolve()
    if not create and not (data / "secret-key").is_file():
        fail(
            _(
                "There is no office in %(folder)s. Make one with `bantin init`, or name its folder "
                "in BANTIN_DATA."
            )
            % {"folder": data}
        )
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language())
