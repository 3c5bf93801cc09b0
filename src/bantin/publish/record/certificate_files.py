"""A key (P-256) and the certificates that say whose it is, in one file that its owner alone reads."""

import stat
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bantin.core.files import make_folder, write_durably
from bantin.publish.record.errors import KeyExposed, KeyUnreadable, NoCertificate

YEARS = 20
_LONGEST_NAME = 64  # bytes of a name in X.509


def read(path: Path) -> tuple[ec.EllipticCurvePrivateKey, list[x509.Certificate]]:
    """The key, and its certificates from its own to the one that signed the last.

    Raises:
        NoCertificate: there is no such file.
        KeyExposed: others than its owner may read the key.
        KeyUnreadable: it is damaged.
    """
    try:
        data = path.read_bytes()
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyExposed(path=path)
        key = serialization.load_pem_private_key(data, password=None)
        certificates = x509.load_pem_x509_certificates(data)
    except FileNotFoundError as error:
        raise NoCertificate(file=path.name, folder=path.parent) from error
    except (OSError, ValueError) as error:
        raise KeyUnreadable(path=path, error=error) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyUnreadable(path=path, error="not P-256")
    return key, certificates


def write(
    path: Path, key: ec.EllipticCurvePrivateKey, certificates: Sequence[x509.Certificate]
) -> None:
    """Put them into a new file."""
    make_folder(path.parent)
    write_durably(path, private_pem(key) + b"".join(map(public_pem, certificates)))


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The key, not encrypted."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def public_pem(certificate: x509.Certificate) -> bytes:
    """The certificate, for readers."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def named(organisation: str, common: str) -> x509.Name:
    """A name as certificates carry it, cut where X.509 would refuse it."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(organisation)),
            x509.NameAttribute(NameOID.COMMON_NAME, _cut(common)),
        ]
    )


def _cut(name: str) -> str:
    return name.encode()[:_LONGEST_NAME].decode(errors="ignore")


def begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, at: datetime
) -> x509.CertificateBuilder:
    """A certificate for ``key`` that holds for :data:`YEARS`; what it may do is still to be said."""
    start = at.astimezone(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365 * YEARS))
    )


def usage(*, signs_certificates: bool = False, commits: bool = False) -> x509.KeyUsage:
    """What a key is for: signing certificates, or signing content."""
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=commits,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
