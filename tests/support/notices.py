"""People, and notices and drills that go the whole way through the real actions."""

from typing import Any

from django.contrib.auth.models import Group

from bantin.accounts.actions import note_second_factor
from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.core.clock import database_now
from bantin.decide.notices.actions import save_notice
from bantin.decide.releases import actions as releases
from bantin.decide.releases.models import Release
from bantin.publish.record import actions
from bantin.publish.record.models import Edition
from bantin.receive.subjects.models import Area, Topic

SESSION = "a-session"
TITLE = "Lũ quét ở suối Mây, rời khỏi bờ suối ngay"
CANCEL_TITLE = "Hủy thông báo lũ quét ở suối Mây"
CANCEL_TEXT = "Nước đã rút. Người dân có thể trở về nhà."


def person(name: str, *roles: Role, **fields: Any) -> User:
    """A member of staff who has just shown a second factor."""
    user = User.objects.create_user(name, password=None, **fields)
    for role in roles:
        user.groups.add(Group.objects.get_or_create(name=role.value)[0])
    note_second_factor(user, session=SESSION, method="totp", at=database_now())
    return User.objects.get(pk=user.pk)


def details(**other: Any) -> dict[str, Any]:
    """What the form of a notice gives."""
    return {
        "category": "Met",
        "event": "Lũ quét",
        "severity": "Extreme",
        "urgency": "Immediate",
        "certainty": "Observed",
        "response": "Evacuate",
        "onset_at": None,
        "lasts": 180,
        "expires_at": None,
        "text": "Mưa lớn đầu nguồn.\n\nNước lên nhanh trong đêm.",
        "instruction": "Rời khỏi bờ suối, lên chỗ cao ngay.",
        "polygons": "",
        "cancel_title": CANCEL_TITLE,
        "cancel_text": CANCEL_TEXT,
        **other,
    }


ENGLISH = {
    "other_title": "Flash flood at Mây stream: leave the banks now",
    "other_event": "Flash flood",
    "other_text": "Heavy rain upstream.",
    "other_instruction": "Leave the banks, go to high ground now.",
    "other_cancel_title": "Flash flood notice cancelled",
    "other_cancel_text": "The water has gone down.",
}


def write(by: User, topic: Topic, area: Area, *, drill: bool = False, **other: Any) -> Release:
    """A notice, saved once."""
    return save_notice(
        None,
        by=by,
        at=database_now(),
        title=TITLE,
        language="vi",
        topics=[topic],
        areas=[area],
        details=details(**other),
        drill=drill,
    )


def send(release: Release, *, by: User, approver: User, **request: Any) -> Edition:
    """Submit, approve, and go live."""
    sign_off = releases.submit(release.pk, by=by, at=database_now(), **request)
    edition = actions.seal_release(sign_off.pk, by=approver, session=SESSION, at=database_now())
    return actions.go_live(edition.pk)
