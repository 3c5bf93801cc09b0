"""Compile every message catalogue under ``src`` (``.po`` to ``.mo``), newest wins.

``python -m tools.messages`` needs nothing but Babel, so a fresh machine without gettext can run
Bantin in Vietnamese.
"""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent / "src"


def compile_catalogue(source: Path) -> bool:
    """Compile one ``.po`` when its ``.mo`` is missing or older; returns whether it was."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    with source.open("rb") as lines:
        catalogue = read_po(lines)
    with target.open("wb") as compiled:
        write_mo(compiled, catalogue)
    return True


def main() -> int:
    """Compile all; say how many were."""
    done = sum(compile_catalogue(path) for path in sorted(SOURCE.rglob("*.po")))
    print(f"{done} message catalogue(s) compiled.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
