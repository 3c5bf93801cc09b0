"""The worker's part: a saved index, so that a web process that starts has it at once."""

from django.utils import timezone

from bantin.core import work
from bantin.trace.coverage.following import shared


@work.on_worker
@work.every(60.0)
def keep_index() -> int:
    """Bring the index up to the record and save it when enough was added."""
    shared.at(timezone.now())
    shared.save()
    return 0
