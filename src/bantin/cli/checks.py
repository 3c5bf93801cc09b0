"""What ``bantin doctor`` found in one place."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing looked at: ``ok``, ``warning`` or ``problem``, and what to do about it."""

    check: str
    level: str
    what: str
    mend: str = ""


def ok(check: str, what: str) -> Finding:
    """All is well here."""
    return Finding(check, "ok", what)
