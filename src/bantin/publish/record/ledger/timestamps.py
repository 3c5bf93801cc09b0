"""RFC 3161: what an outside authority signs about when some bytes were there. No Django.

Whether the authority is to be trusted is for the reader to say, with its certificate; here only
that the answer is one to our question and signed by the certificate that came with it.
"""

import hashlib
from datetime import datetime
from typing import Any

from asn1crypto import algos, tsp

_HASH = "sha256"
_GRANTED = {"granted", "granted_with_mods"}


class Refused(ValueError):
    """The answer is no timestamp of what was asked about."""


def query(data: bytes, nonce: int) -> bytes:
    """The request for a timestamp over ``data``, with the authority's certificate in the answer."""
    asked = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": tsp.MessageImprint(
                {
                    "hash_algorithm": algos.DigestAlgorithm({"algorithm": _HASH}),
                    "hashed_message": hashlib.sha256(data).digest(),
                }
            ),
            "nonce": nonce,
            "cert_req": True,
        }
    )
    return bytes(asked.dump())


def time_of(response: bytes, data: bytes, nonce: int) -> datetime:
    """When the authority says that ``data`` was there.

    Raises:
        Refused: it says no such thing.
    """
    from pyhanko.sign.validation.errors import SignatureValidationError

    try:
        return _time_of(tsp.TimeStampResp.load(response, strict=True), data, nonce)
    except Refused:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, SignatureValidationError) as error:
        raise Refused(f"unreadable: {error}") from error


def _time_of(answer: Any, data: bytes, nonce: int) -> datetime:
    status = answer["status"]
    if status["status"].native not in _GRANTED:
        said = [status["status"].native, *(status["status_string"].native or [])]
        raise Refused(" ".join(said))
    signed = answer["time_stamp_token"]["content"]
    info = signed["encap_content_info"]["content"].parsed
    imprint = info["message_imprint"]
    if imprint["hashed_message"].native != hashlib.sha256(data).digest():
        raise Refused("about other bytes")
    if info["nonce"].native != nonce:
        raise Refused("an answer to another question")
    if not _is_signed(signed):
        raise Refused("wrongly signed")
    said_at: datetime = info["gen_time"].native
    return said_at


def _is_signed(signed: Any) -> bool:
    from pyhanko.sign.general import extract_certificate_info, extract_signer_info
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    signer = extract_signer_info(signed)
    certificate = extract_certificate_info(signed).signer_cert
    content = bytes(signed["encap_content_info"]["content"])
    digest = hashlib.new(signer["digest_algorithm"]["algorithm"].native, content).digest()
    return validate_sig_integrity(signer, certificate, "tst_info", digest) == (True, True)
