"""Cancelling a notice: one person, one button, words that two people approved beforehand."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from bantin.accounts.models import User
from bantin.core import events
from bantin.core.clock import database_now
from bantin.decide.notices.queries import may_cancel
from bantin.decide.releases import actions as releases
from bantin.decide.releases.models import Release
from bantin.publish.record import contents
from bantin.publish.record.actions.live import go_live
from bantin.publish.record.actions.seal import freeze
from bantin.publish.record.errors import MayNotCancel, NotInForce
from bantin.publish.record.models import Edition


@transaction.atomic
def cancel_notice(
    release_id: int,
    *,
    by: User,
    session: str | None,
    at: datetime,
    clock: Callable[[], datetime] = database_now,
) -> Edition:
    """Put the prepared cancellation of a notice in force on the record, at once.

    Its words come from the sealed edition that is live, so nothing in them is new. Whatever was
    being changed or waited for approval is void. All of it is one transaction: afterwards the
    cancellation is live and its deliveries are due, or nothing happened. ``at`` is an instant of
    the database's clock.

    Raises:
        NotInForce: there is nothing to cancel: not live, over, or cancelled before.
        MayNotCancel: neither the spokesperson nor authorised for its topics.
        SecondFactorMissing: none was shown in this session in the last ten minutes.
    """
    release = Release.objects.select_for_update(no_key=True).get(pk=release_id)
    live = in_force(release, at)
    if live is None:
        raise NotInForce(title=release.title)
    if not may_cancel(by, release, at):
        raise MayNotCancel(title=live.title)
    notice = live.content["notice"]
    words = notice["cancellation"]
    sign_off = releases.withdraw_prepared(
        release.pk, by=by, session=session, at=at, title=words["title"], text=words["text"]
    )
    prepared = contents.prepare(sign_off.revision.as_object())
    prepared.notice = _cancelled(notice)
    edition = freeze(sign_off, prepared, by=by, at=at)
    events.record("edition.sealed", edition, at=at)
    return go_live(edition.pk, clock=clock)


def in_force(release: Release, at: datetime) -> Edition | None:
    """The live edition of a notice or drill that is in force at ``at``, if there is one."""
    live = Edition.objects.filter(release=release, live__at__lte=at).order_by("-number").first()
    if live is None or live.notice_expires_at is None or live.notice_expires_at <= at:
        return None
    return None if live.kind == Edition.Kind.WITHDRAWAL else live


def _cancelled(notice: dict[str, Any]) -> dict[str, Any]:
    """The notice as its cancellation carries it: same place, same danger, nothing left to do."""
    translation = notice["translation"]
    return {
        **notice,
        "response": "AllClear",
        "instruction": "",
        "onset": None,
        "translation": translation
        and {
            **translation,
            "title": translation["cancellation"]["title"],
            "text": translation["cancellation"]["text"],
            "instruction": "",
        },
    }
