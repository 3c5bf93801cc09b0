"""The Message-ID of a delivery: stable, and nobody else can make one.

A returned mail names its delivery by this header. Numbers alone could be guessed, and then a
forged notice would silence somebody; so the header carries a proof that only this office makes.
"""

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "bantin.deliver.channels.email.message_ids"
_OURS = re.compile(r"<bantin\.([1-9]\d{0,17})\.([1-9]\d{0,17})\.([0-9a-f]{32})@[^<>@\s]+>")


def message_id(edition: int, delivery: int) -> str:
    """The Message-ID of one delivery, angle brackets included."""
    domain = str(settings.MAIL_FROM).rpartition("@")[2]
    return f"<bantin.{edition}.{delivery}.{_proof(edition, delivery)}@{domain}>"


def delivery_of(header: str) -> tuple[int, int] | None:
    """The edition and the delivery that a Message-ID names; None when it was not made here."""
    found = _OURS.fullmatch(header.strip())
    if found is None:
        return None
    edition, delivery = int(found[1]), int(found[2])
    genuine = constant_time_compare(found[3], _proof(edition, delivery))
    return (edition, delivery) if genuine else None


def _proof(edition: int, delivery: int) -> str:
    return salted_hmac(_SALT, f"{edition}.{delivery}", algorithm="sha256").hexdigest()[:32]
