"""The name of a delivery in a mail: stable, and nobody else can make one.

A returned mail names its delivery by the Message-ID, and a mail provider by the token inside it.
Numbers alone could be guessed, and then a forged notice would silence somebody; so they carry a
proof that only this office makes.
"""

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "bantin.deliver.channels.email.message_ids"
_OURS = re.compile(
    r"<?bantin\.([1-9]\d{0,17})\.([1-9]\d{0,17})\.([0-9a-f]{32})(?:@[^<>@\s]+)?>?", re.ASCII
)


def message_id(edition: int, delivery: int) -> str:
    """The Message-ID of one delivery, angle brackets included."""
    domain = str(settings.MAIL_FROM).rpartition("@")[2]
    return f"<{token(edition, delivery)}@{domain}>"


def token(edition: int, delivery: int) -> str:
    """What names one delivery, at most 77 letters."""
    return f"bantin.{edition}.{delivery}.{_proof(edition, delivery)}"


def delivery_of(name: str) -> tuple[int, int] | None:
    """The edition and the delivery that a Message-ID or a token names; None when it is not ours."""
    found = _OURS.fullmatch(name.strip())
    if found is None:
        return None
    edition, delivery = int(found[1]), int(found[2])
    genuine = constant_time_compare(found[3], _proof(edition, delivery))
    return (edition, delivery) if genuine else None


def _proof(edition: int, delivery: int) -> str:
    return salted_hmac(_SALT, f"{edition}.{delivery}", algorithm="sha256").hexdigest()[:32]
