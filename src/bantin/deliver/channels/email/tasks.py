"""The mailbox's part in the worker and in the alarms."""

import os
from datetime import datetime
from functools import cache

from django.conf import settings

from bantin.core import alarms, work
from bantin.core.clock import database_now
from bantin.deliver.channels.email import mailboxes, queries
from bantin.deliver.channels.email.collector import Collector


@cache
def _collector(_process: int, address: str) -> Collector:
    """The collector of one process: a forked worker must not share its parent's connection."""
    return Collector(address)


@work.on_worker
def collect_bounces() -> int:
    """Read returned mail where the office has a mailbox for it."""
    if not settings.BOUNCES:
        return 0
    return _collector(os.getpid(), settings.BOUNCES)(at=database_now())


@work.at_end_of_worker
def leave_mailbox() -> None:
    """Cut the connection to the mailbox."""
    if settings.BOUNCES:
        _collector(os.getpid(), settings.BOUNCES).finish()


@alarms.alarm
def bounces_are_not_read(at: datetime) -> str | None:
    """Whether the mailbox for returned mail cannot be read."""
    unread = settings.BOUNCES and queries.is_unread(mailboxes.place_of(settings.BOUNCES), at)
    return "returned mail is not read" if unread else None
