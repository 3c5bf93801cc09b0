"""A request that a program repeats is done once: the ``Idempotency-Key`` header.

A program that got no answer does not know whether its request was carried out. With a key of its
choice it sends the request again and gets the first one's answer; nothing is done twice. The answer
is kept in the transaction that did the work, so it is there exactly when the work is. The header
is that of the IETF draft ``draft-ietf-httpapi-idempotency-key-header``.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache, wraps

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bantin.core.clock import database_now
from bantin.core.models import KeptAnswer
from bantin.core.problems import problem

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
LONGEST = 255  # characters of a key
_INFO = b"bantin.core.idempotency"
_HEADERS = ("Content-Type", "Location")

View = Callable[..., HttpResponse]


def once(scope: Callable[..., str]) -> Callable[[View], View]:
    """Have a view do a POST with a key once.

    The same key and request are answered as the first time, with ``Idempotent-Replayed: true``;
    the same key with another request with 422, a key that is no key with 400. Two at the same
    moment wait for each other, so the view must be quick: a transaction is open, and it may not talk
    to the network. What failed (5xx) or was put off (429) is not kept: the repeat tries.

    Args:
        scope: Whose keys these are, from the view's arguments but the request. Two scopes may use
            the same key.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method != "POST" or HEADER not in request.headers:
                return view(request, *args, **kwargs)
            key = request.headers[HEADER].strip().strip('"')
            if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
                return _no_key()
            whose = scope(*args, **kwargs)
            return _once(request, whose, key, lambda: view(request, *args, **kwargs))

        return answer

    return decorate


def purge(*, at: datetime) -> int:
    """Forget answers whose time is over; returns how many."""
    return KeptAnswer.objects.filter(expires_at__lte=at).delete()[0]


def _once(
    request: HttpRequest, scope: str, key: str, do: Callable[[], HttpResponse]
) -> HttpResponse:
    fingerprint, at = _fingerprint(request), database_now()
    with transaction.atomic():
        KeptAnswer.objects.filter(scope=scope, key=key, expires_at__lte=at).delete()
        kept, new = KeptAnswer.objects.get_or_create(
            scope=scope, key=key,
            defaults={"fingerprint": fingerprint, "expires_at": at + KEPT},
        )  # fmt: skip
        if not new:
            return _again(kept) if kept.fingerprint == fingerprint else _another()
        response = do()
        if response.status_code >= 500 or response.status_code == 429:
            transaction.set_rollback(True)
            return response
        kept.status, kept.body = response.status_code, _safe().encrypt(response.content)
        kept.headers = {name: response[name] for name in _HEADERS if name in response}
        kept.save(update_fields=["status", "body", "headers"])
        return response


def _safe() -> MultiFernet:
    """Answers may hold secrets: who reads a stolen dump or backup reads none of them."""
    return _safe_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=2)
def _safe_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet(Fernet(_derived(key)) for key in keys)


def _derived(key: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(key.encode())
    return urlsafe_b64encode(derived)


def _fingerprint(request: HttpRequest) -> str:
    parts = [request.method or "", request.get_full_path(), request.headers.get("Accept", "")]
    return hashlib.sha256("\n".join(parts).encode() + b"\n" + request.body).hexdigest()


def _again(kept: KeptAnswer) -> HttpResponse:
    headers = {**kept.headers, "Idempotent-Replayed": "true"}
    return HttpResponse(_safe().decrypt(bytes(kept.body)), status=kept.status, headers=headers)


def _another() -> HttpResponse:
    return problem(
        422,
        _("This key was used for another request."),
        _("A key belongs to one request. Nothing was done; send this one with a new key."),
    )


def _no_key() -> HttpResponse:
    return problem(
        400,
        _("The Idempotency-Key cannot be used."),
        _("Nothing was done. Send 1 to 255 printable ASCII characters, for example a UUID."),
    )
