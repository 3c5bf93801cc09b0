"""The worker's part of core: react to events."""

from bantin.core import events, work


@work.on_worker
def react() -> int:
    """Run reactions that are due."""
    return events.work_off()
