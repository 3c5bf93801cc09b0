"""Writing the office's own words about a policy."""

from datetime import datetime

from bantin.accounts.models import User
from bantin.publish.imprint.models import Wording


def write(wording: Wording, *, by: User, at: datetime) -> Wording:
    """Let ``wording`` count from ``at``; what counted before stays to be read."""
    wording.by, wording.at = by, at
    wording.full_clean()
    wording.save(force_insert=True)
    return wording
