"""PAdES signatures (ETSI EN 319 142) by pyHanko, with the office's own certificate."""

import io

from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from bantin.publish.record import certificate_files
from bantin.publish.record.paper.certificate import Certificate


def sign(pdf: bytes, certificate: Certificate) -> bytes:
    """``pdf`` with an invisible signature over all of it."""
    meta = signers.PdfSignatureMetadata(
        field_name="Signature", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    out = io.BytesIO()
    signers.sign_pdf(writer, meta, signer=_signer(certificate), output=out)
    return out.getvalue()


def _signer(certificate: Certificate) -> signers.SimpleSigner:
    key = certificate_files.private_pem(certificate.private)
    (public,) = load_certs_from_pemder_data(certificate.pem())
    return signers.SimpleSigner(
        signing_cert=public,
        signing_key=load_private_key_from_pemder_data(key, passphrase=None),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
