"""The worker's part of coverage: imports, tracing, looking back."""

from django.utils import timezone

from bantin.core import work
from bantin.trace.coverage import actions
from bantin.trace.coverage.actions.importing import claim_import
from bantin.trace.coverage.following import shared
from bantin.trace.coverage.tallies import settling

SECONDS_AT_A_TIME = 3.0
SETTLE_EVERY = 30.0  # seconds, when there was little to settle


@work.on_worker
def continue_imports() -> int:
    """Go on with the oldest import for a few seconds."""
    run_id = claim_import(at=timezone.now())
    if run_id is None:
        return 0
    actions.continue_import(run_id, at=timezone.now(), seconds=SECONDS_AT_A_TIME)
    return 1


@work.on_worker
def trace_new_items() -> int:
    """Trace items that nobody traced yet."""
    done = actions.trace_waiting(at=timezone.now())
    if done:
        shared.save()
    return done


@work.on_worker
def look_back() -> int:
    """Look for copies of new editions among stored items."""
    return actions.continue_look_back(at=timezone.now())


@work.on_worker
@work.every(SETTLE_EVERY)
def settle_tallies() -> int:
    """Add up what changes left in the tallies."""
    return settling.settle()
