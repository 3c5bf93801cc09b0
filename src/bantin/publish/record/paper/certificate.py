"""The office's own certificate for PDFs: a file beside the signing key, readable by its owner only.

PDF readers know no Ed25519, so this is another key (P-256). Nobody outside vouches for it: readers
compare its fingerprint with the one that the agency publishes.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from bantin.publish.record import certificate_files

FILE = "paper.pem"


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
        return certificate_files.public_pem(self.public)


def create(root: Path, *, name: str, at: datetime) -> Certificate:
    """Make the certificate for an agency called ``name``; one that is there stays.

    Raises:
        KeyExposed, KeyUnreadable: there is one that cannot be used.
    """
    if not (root / FILE).exists():
        key = ec.generate_private_key(ec.SECP256R1())
        certificate_files.write(root / FILE, key, [_issue(key, name, at)])
    return current(root)


def current(root: Path) -> Certificate:
    """The certificate that signs PDFs.

    Raises:
        NoCertificate: there is none.
        KeyExposed: others than its owner may read its key.
        KeyUnreadable: it is damaged.
    """
    key, certificates = certificate_files.read(root / FILE)
    return Certificate(key, certificates[0])


def _issue(key: ec.EllipticCurvePrivateKey, name: str, at: datetime) -> x509.Certificate:
    subject = certificate_files.named(name, name)
    return (
        certificate_files.begun(subject, subject, key, at)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(certificate_files.usage(commits=True), critical=True)
        .sign(key, hashes.SHA256())
    )
