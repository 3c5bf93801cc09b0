"""Writing a notice. Submitting and approving it is ``decide.releases``."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bantin.accounts.models import User
from bantin.decide.notices import errors
from bantin.decide.notices.content import details_of
from bantin.decide.notices.models import NoticeDetails
from bantin.decide.releases import actions as releases
from bantin.decide.releases import richtext
from bantin.decide.releases.models import Release
from bantin.receive.subjects.models import Area, Topic


@transaction.atomic
def save_notice(
    release: Release | None,
    *,
    by: User,
    at: datetime,
    title: str,
    language: str,
    topics: Iterable[Topic],
    areas: Iterable[Area],
    details: Mapping[str, Any],
    drill: bool = False,
) -> Release:
    """Write a new notice, or a new revision of one; an approval of an older revision is void.

    Whether it is a drill is said once, when it is new. The release's text is the notice's.

    Raises:
        MayNotWrite: ``by`` does not write releases.
    """
    if not by.has_perm("releases.change_release"):
        raise errors.MayNotWrite
    release = release or Release()
    row = (details_of(release) if release.pk else None) or NoticeDetails(drill=drill)
    for name, value in details.items():
        setattr(row, name, value)
    release.title, release.language = title, language
    release.summary = row.instruction[:600]
    release.body = richtext.paragraphs(row.text)
    release.topics, release.areas = list(topics), list(areas)
    release.notices = [row]
    release.save()
    release.save_revision(user=by)
    releases.note_edit(release, by=by, at=at)
    return release
