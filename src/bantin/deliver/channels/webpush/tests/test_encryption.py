"""Message encryption and the office's key, against the vectors of the standards."""

import json
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from bantin.deliver.channels.webpush import keys
from bantin.deliver.channels.webpush.encryption import LARGEST, encrypt, keys_of
from bantin.publish.record.errors import KeyExposed, KeyUnreadable, NoKey

# RFC 8291, appendix A
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
AS_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAm"
    "S6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_"
    "Qulcy4a-fN"
)


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_standards_own_example_comes_out() -> None:
    number = int.from_bytes(raw(AS_PRIVATE), "big")
    private = ec.derive_private_key(number, ec.SECP256R1())
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        p256dh=P256DH,
        auth=AUTH,
        private=private,
        salt=raw(SALT),
    )
    assert body == raw(BODY)


def test_two_messages_never_look_alike() -> None:
    assert len({encrypt(b"x", p256dh=P256DH, auth=AUTH) for _ in range(5)}) == 5


def test_what_is_too_long_is_not_cut() -> None:
    assert len(encrypt(b"x" * LARGEST, p256dh=P256DH, auth=AUTH)) == 4096
    with pytest.raises(ValueError, match="do not fit"):
        encrypt(b"x" * (LARGEST + 1), p256dh=P256DH, auth=AUTH)


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", ""),
        (P256DH, AUTH[:-2]),
        (P256DH[:-2], AUTH),
        ("B" + "A" * 86, AUTH),  # not on the curve
        ("!" * 87, AUTH),
    ],
)
def test_what_is_no_key_is_refused(p256dh: str, auth: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the library says
        keys_of(p256dh, auth)


def test_a_token_names_the_push_service_and_verifies(tmp_path: Path) -> None:
    key = keys.create(tmp_path / "keys")
    url = "https://push.example:8443/abc/def"
    said = keys.authorization(url, tmp_path / "keys", now=1_770_000_000)

    token, public = said.removeprefix("vapid t=").split(", k=")
    header, claims, signature = token.split(".")
    assert public == key.public
    assert json.loads(raw(header)) == {"alg": "ES256", "typ": "JWT"}
    body = json.loads(raw(claims))
    assert body["aud"] == "https://push.example:8443"
    assert body["sub"].startswith("mailto:")
    assert 3600 < body["exp"] - 1_770_000_000 < 24 * 3600
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(public))
    signed = raw(signature)
    r, s = (int.from_bytes(part, "big") for part in (signed[:32], signed[32:]))
    point.verify(
        encode_dss_signature(r, s), f"{header}.{claims}".encode(), ec.ECDSA(hashes.SHA256())
    )
    assert keys.authorization(url + "x", tmp_path / "keys", now=1_770_000_001) == said
    assert keys.authorization("https://other.example/", tmp_path / "keys", now=0) != said


def test_the_key_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    root = tmp_path / "others"
    with pytest.raises(NoKey):
        keys.current(root)
    first = keys.create(root)

    assert keys.create(root).public == keys.current(root).public == first.public
    assert (root / keys.FILE).stat().st_mode & 0o777 == 0o600
    assert root.stat().st_mode & 0o777 == 0o700
    (root / keys.FILE).chmod(0o640)
    with pytest.raises(KeyExposed):
        keys.current(root)


@pytest.mark.parametrize("curve", [None, ec.SECP384R1()])
def test_a_damaged_key_is_named(tmp_path: Path, curve: ec.EllipticCurve | None) -> None:
    root = tmp_path / "keys"
    keys.create(root)
    pem = b"-----"
    if curve:
        pem = ec.generate_private_key(curve).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    (root / keys.FILE).write_bytes(pem)
    with pytest.raises(KeyUnreadable):
        keys.current(root)
