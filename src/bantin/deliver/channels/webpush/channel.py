"""The Web Push channel: what it is called, how it encrypts, what replies mean."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bantin.deliver.channels.base import Answer, Outcome, Parcel, doubling
from bantin.deliver.channels.http.channel import HttpChannel, Reply, Request
from bantin.deliver.channels.replies import retry_after
from bantin.deliver.channels.webpush import keys, message, queries
from bantin.deliver.channels.webpush.encryption import encrypt
from bantin.deliver.channels.webpush.models import Browser
from bantin.publish.record.models import Edition

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REMEMBERED = 20_000  # browsers between their being read and their being sent to
GONE = {404: gettext_noop("404 the browser is gone"), 410: gettext_noop("410 the browser is gone")}
NEVER = {400: "400 not understood", 413: "413 too large"}
NOT_US = {401: "401 our key is refused", 403: "403 our key is refused"}


@dataclass(frozen=True, slots=True)
class _Keys:
    p256dh: str
    auth: str


class WebPushChannel(HttpChannel):
    """Push messages to browsers."""

    code = queries.CODE
    label: "StrOrPromise" = _("Web Push")
    after_others = True
    waits = doubling(30.0, 3_600.0, tries=12)  # about five hours
    each = 32  # requests on their way to one push service, which serves many browsers

    def __init__(self) -> None:
        self._keys: OrderedDict[int, _Keys] = OrderedDict()

    def render(self, edition: Edition, language: str) -> bytes:
        """The words, not yet encrypted."""
        return message.render(edition, language)

    def prepare(self, endpoint_ids: Collection[int]) -> None:
        """Read the keys of these browsers."""
        rows = Browser.objects.filter(endpoint__in=endpoint_ids)
        for endpoint, p256dh, auth in rows.values_list("endpoint", "p256dh", "auth"):
            self._keys[endpoint] = _Keys(p256dh, auth)
            self._keys.move_to_end(endpoint)
        while len(self._keys) > max(REMEMBERED, len(endpoint_ids)):
            self._keys.popitem(last=False)

    def request(self, rendered: bytes, parcel: Parcel, *, at: datetime) -> Request:
        """The words, encrypted for one browser, to its push service.

        Raises:
            LookupError: the browser was forgotten meanwhile.
            NoKey, KeyExposed, KeyUnreadable: we cannot say who we are.
        """
        browser = self._keys[parcel.recipient]
        authorization = keys.authorization(parcel.address, settings.KEY_ROOT, now=at.timestamp())
        headers = {
            "Authorization": authorization,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            **message.headers(rendered),
        }
        body = encrypt(rendered, p256dh=browser.p256dh, auth=browser.auth)
        return Request(parcel.address, headers, body)

    def judge(self, reply: Reply, *, at: datetime) -> Answer:
        """201 is a hand-over (RFC 8030); 404 and 410 say that the browser is gone.

        What the service writes is not kept: it may name the browser.
        """
        status = reply.status
        if 200 <= status < 300:
            return Answer(Outcome.HANDED_OVER, str(status))
        if status in GONE:
            return Answer(Outcome.REFUSED, GONE[status], address_is_dead=True)
        if status in NEVER:
            return Answer(Outcome.REFUSED, NEVER[status])
        if status in NOT_US:
            return Answer(Outcome.FAILED, NOT_US[status])
        return Answer(Outcome.LATER, str(status), retry_after=retry_after(reply.headers, at=at))

    def peer(self, parcel: Parcel) -> str:
        """The push service: when it asks to be left alone, that is for all its browsers."""
        return urlsplit(parcel.address).netloc
