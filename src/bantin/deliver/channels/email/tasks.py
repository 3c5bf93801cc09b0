"""Returned mail's part in the worker, in the scheduler and in the alarms."""

import os
import time
from datetime import datetime
from functools import cache

from django.conf import settings

from bantin.core import alarms, work
from bantin.core.clock import database_now
from bantin.deliver.channels.email import actions, mailboxes, queries
from bantin.deliver.channels.email.collector import Collector

FORGET_EVERY = 3_600.0  # seconds


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


@work.on_worker
def settle_mail_events() -> int:
    """Act on what a mail provider posted."""
    return actions.settle(at=database_now())


class _Forgetting:
    """Looks once an hour."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self) -> int:
        if time.monotonic() < self._next:
            return 0
        self._next = time.monotonic() + FORGET_EVERY
        return actions.forget(at=database_now())


_forgetting = _Forgetting()


@work.on_scheduler
def forget_mail_events() -> int:
    """Delete what is only kept so that nothing is heard twice."""
    return _forgetting()


@work.at_end_of_worker
def leave_mailbox() -> None:
    """Cut the connection to the mailbox."""
    if settings.BOUNCES:
        _collector(os.getpid(), settings.BOUNCES).finish(at=database_now())


@alarms.alarm
def bounces_are_not_read(at: datetime) -> str | None:
    """Whether the mailbox for returned mail cannot be read."""
    unread = settings.BOUNCES and queries.is_unread(mailboxes.place_of(settings.BOUNCES), at)
    return "returned mail is not read" if unread else None
