"""An edition as plain text, and its signature for ``minisign``."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.test import Client
from pytest_django.fixtures import Settings

from bantin.publish.record import keys, minisign
from bantin.publish.record.models import Edition

from .conftest import Publish
from .test_public import LONG_AGO, page


@pytest.fixture
def edition(publish: Publish) -> Edition:
    return publish(live_at=LONG_AGO)


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_text_says_which_edition_it_is_in_the_language_of_the_release(
    client: Client, edition: Edition, language: str
) -> None:
    answer = client.get(f"{language}{page(edition)}edition.txt")
    text = answer.content.decode()
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    for words in (edition.title, edition.summary, edition.text, edition.sha256):
        assert words in text
    assert "Phiên bản: 1 (" in text
    assert f"{settings.BASE_URL}{page(edition)}" in text


def test_the_signature_is_over_the_digest_of_just_that_text(
    client: Client, edition: Edition
) -> None:
    text = client.get(f"{page(edition)}edition.txt").content
    lines = client.get(f"{page(edition)}edition.txt.minisig").content.decode().splitlines()
    key = base64.b64decode(client.get("/.well-known/minisign.pub").content.splitlines()[1])
    signed = base64.b64decode(lines[1])
    assert (signed[:2], signed[2:10], key[:2]) == (b"ED", key[2:10], b"Ed")
    public = keys.current(settings.KEY_ROOT).private.public_key()
    assert public.public_bytes_raw() == key[10:]
    public.verify(signed[10:], hashlib.blake2b(text).digest())
    comment = lines[2].removeprefix("trusted comment: ")
    assert comment == f"{edition.name} 1 {edition.sha256}"
    public.verify(base64.b64decode(lines[3]), signed[10:] + comment.encode())


def test_older_keys_stay_readable_for_minisign(client: Client) -> None:
    for key in client.get("/.well-known/bantin-keys.json").json()["keys"]:
        assert base64.b64decode(key["minisign"])[:2] == b"Ed"


def test_without_a_key_the_text_stands_and_its_signature_waits(
    client: Client, edition: Edition, settings: Settings
) -> None:
    key = keys.current(settings.KEY_ROOT)
    path = settings.KEY_ROOT / f"{key.kid}.pem"
    path.rename(path.with_suffix(".away"))
    try:
        assert client.get(f"{page(edition)}edition.txt").status_code == 200
        answer = client.get(f"{page(edition)}edition.txt.minisig")
    finally:
        path.with_suffix(".away").rename(path)
    assert answer.status_code == 503
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_comment_is_one_line() -> None:
    with pytest.raises(ValueError, match="one line"):
        minisign.sign(b"", Ed25519PrivateKey.generate(), comment="a\ntrusted comment: b")
