"""Writes: connect a room, change it, and try it out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from bantin.deliver.channels.base import Answer, Parcel
from bantin.deliver.channels.chat import services
from bantin.deliver.channels.chat.channel import ChatChannel
from bantin.deliver.channels.chat.transport import ChatLine
from bantin.deliver.endpoints.models import Endpoint
from bantin.receive.subjects.models import Area, Topic


@dataclass(frozen=True, slots=True)
class Wish:
    """What a room is called and what it gets."""

    name: str
    language: str
    topics: Iterable[Topic] = ()
    areas: Iterable[Area] = ()


@transaction.atomic
def connect(address: str, wish: Wish, *, at: datetime) -> Endpoint:
    """Send texts to a room from now on.

    Raises:
        UnknownService, BadAddress, SeveralTargets: The address cannot be used.
    """
    room = Endpoint(channel=ChatChannel.code, address=services.check(address), since=at)
    return _save(room, wish)


@transaction.atomic
def change(room: Endpoint, wish: Wish, *, address: str = "") -> Endpoint:
    """Change what a room gets, and its address when one is given.

    Raises:
        UnknownService, BadAddress, SeveralTargets: The address cannot be used.
    """
    if address:
        room.address = services.check(address)
    return _save(room, wish)


def try_out(room: Endpoint, *, at: datetime) -> Answer:
    """Send a message that says that it is a test; waits for the service, so in no transaction."""
    language = room.language or settings.LANGUAGE_CODE
    with translation.override(language):
        said = _("This is a test from the press office: texts will appear in this room.")
    text = f"{settings.AGENCY_NAME[language]}: {said}"
    parcel = Parcel(0, 0, room.pk, room.address, room.name, language)
    return ChatLine().send(text.encode(), parcel, at=at)


def _save(room: Endpoint, wish: Wish) -> Endpoint:
    room.name, room.language = wish.name, wish.language
    room.save()
    room.topics.set(wish.topics)
    room.areas.set(wish.areas)
    return room
