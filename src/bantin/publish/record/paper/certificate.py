"""The office's own certificate for PDFs: a file beside the signing key, readable by its owner only.

PDF readers know no Ed25519, so this is another key (P-256). Nobody outside vouches for it: readers
compare its fingerprint with the one that the agency publishes.
"""

import stat
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bantin.core.files import make_folder, write_durably
from bantin.publish.record.errors import KeyExposed, KeyUnreadable, NoCertificate

FILE = "paper.pem"
_YEARS = 20
_LONGEST_NAME = 64  # of an organisation in X.509


@dataclass(frozen=True)
class Certificate:
    """The key that signs PDFs, and the certificate that says whose it is."""

    private: ec.EllipticCurvePrivateKey
    public: x509.Certificate

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hex."""
        return self.public.fingerprint(hashes.SHA256()).hex()

    def pem(self) -> bytes:
        """The certificate alone, for readers."""
        return self.public.public_bytes(serialization.Encoding.PEM)


def create(root: Path, *, name: str, at: datetime) -> Certificate:
    """Make the certificate for an agency called ``name``; one that is there stays.

    Raises:
        KeyExposed, KeyUnreadable: there is one that cannot be used.
    """
    path = root / FILE
    if path.exists():
        return current(root)
    make_folder(root)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _issue(key, name[:_LONGEST_NAME], at)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_durably(path, private + certificate.public_bytes(serialization.Encoding.PEM))
    return Certificate(key, certificate)


def current(root: Path) -> Certificate:
    """The certificate that signs PDFs.

    Raises:
        NoCertificate: there is none.
        KeyExposed: others than its owner may read its key.
        KeyUnreadable: it is damaged.
    """
    path = root / FILE
    try:
        data = path.read_bytes()
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyExposed(path=path)
        key = serialization.load_pem_private_key(data, password=None)
        certificate = x509.load_pem_x509_certificate(data)
    except FileNotFoundError as error:
        raise NoCertificate(folder=root) from error
    except (OSError, ValueError) as error:
        raise KeyUnreadable(path=path, error=error) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyUnreadable(path=path, error="not P-256")
    return Certificate(key, certificate)


def _issue(key: ec.EllipticCurvePrivateKey, name: str, at: datetime) -> x509.Certificate:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    start = at.astimezone(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
