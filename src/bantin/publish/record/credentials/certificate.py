"""The office's own certificates for pictures: one that signs, and one that vouches for it.

C2PA takes no certificate that vouches for itself. The key of the upper one signs once and is
forgotten, so a new lower certificate means a new upper one. Nobody outside vouches for either:
who checks names the upper one as trusted, and compares its fingerprint with the published one.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from bantin.publish.record import certificate_files
from bantin.publish.record.errors import KeyUnreadable

FILE = "pictures.pem"


@dataclass(frozen=True)
class Chain:
    """The key that signs pictures, its certificate, and the one above."""

    private: ec.EllipticCurvePrivateKey
    public: x509.Certificate
    above: x509.Certificate

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the upper certificate, in hex."""
        return self.above.fingerprint(hashes.SHA256()).hex()

    def pem(self) -> bytes:
        """Both certificates, as a signature carries them."""
        return certificate_files.public_pem(self.public) + self.anchor()

    def anchor(self) -> bytes:
        """The upper certificate, for who checks."""
        return certificate_files.public_pem(self.above)

    def private_pem(self) -> bytes:
        """The key, for who signs."""
        return certificate_files.private_pem(self.private)


def create(root: Path, *, name: str, at: datetime) -> Chain:
    """Make the certificates for an agency called ``name``; those that are there stay.

    Raises:
        KeyExposed, KeyUnreadable: there are some that cannot be used.
    """
    if not (root / FILE).exists():
        upper, lower = (ec.generate_private_key(ec.SECP256R1()) for _key in range(2))
        chain = [_lower(lower, upper, name, at), _upper(upper, name, at)]
        certificate_files.write(root / FILE, lower, chain)
    return current(root)


def current(root: Path) -> Chain:
    """The certificates that sign pictures.

    Raises:
        NoCertificate: there are none.
        KeyExposed: others than its owner may read the key.
        KeyUnreadable: the file is damaged.
    """
    key, certificates = certificate_files.read(root / FILE)
    if len(certificates) < 2:
        raise KeyUnreadable(path=root / FILE, error="the upper certificate is missing")
    return Chain(key, certificates[0], certificates[-1])


def _upper(key: ec.EllipticCurvePrivateKey, name: str, at: datetime) -> x509.Certificate:
    subject = _upper_name(name)
    return (
        certificate_files.begun(subject, subject, key, at)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(certificate_files.usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _lower(
    key: ec.EllipticCurvePrivateKey, upper: ec.EllipticCurvePrivateKey, name: str, at: datetime
) -> x509.Certificate:
    return (
        certificate_files.begun(certificate_files.named(name, name), _upper_name(name), key, at)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(certificate_files.usage(), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(upper.public_key()), critical=False
        )
        .sign(upper, hashes.SHA256())
    )


def _upper_name(name: str) -> x509.Name:
    return certificate_files.named(name, "Bantin pictures")
