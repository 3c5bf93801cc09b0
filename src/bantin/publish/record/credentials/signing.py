"""A manifest (C2PA 2) in a picture, by the reference library: who published it, with which edition.

The original's pixels and fields stay as they are. A manifest that the original came with, from a
camera for one, becomes the first link of the chain.
"""

import io
import json
from collections.abc import Mapping
from typing import Any

import c2pa

from bantin import __version__
from bantin.publish.record.credentials.certificate import Chain

_WORDS = {  # of the IPTC Photo Metadata Standard, as C2PA carries them
    "@context": {
        "dc": "http://purl.org/dc/elements/1.1/",
        "photoshop": "http://ns.adobe.com/photoshop/1.0/",
        "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    }
}


def sign(data: bytes, content_type: str, facts: Mapping[str, Any], chain: Chain) -> bytes:
    """The picture with a manifest that says ``facts``.

    Args:
        data: The original.
        content_type: Of JPEG, PNG, WebP or GIF.
        facts: ``title`` (file name), ``caption``, ``alt``, ``credit``, ``agency``, ``url`` and
            ``sha256`` of the edition, ``original`` (SHA-256 of ``data``), ``published`` (RFC 3339).
        chain: Signs it.

    Raises:
        c2pa.C2paError: the picture cannot carry one.
    """
    out = io.BytesIO()
    said = json.dumps(_manifest(content_type, facts))
    with (
        c2pa.Context(c2pa.Settings.from_dict(_SETTINGS)) as context,
        c2pa.Builder(said, context) as builder,
        c2pa.Signer.from_info(_signer(chain)) as signer,
    ):
        builder.set_intent(c2pa.C2paBuilderIntent.EDIT)
        builder.sign(signer, content_type, io.BytesIO(data), out)
    return out.getvalue()


_SETTINGS = {"builder": {"thumbnail": {"enabled": False}}}


def _signer(chain: Chain) -> c2pa.C2paSignerInfo:
    return c2pa.C2paSignerInfo(
        alg=c2pa.C2paSigningAlg.ES256,
        sign_cert=chain.pem(),
        private_key=chain.private_pem(),
        ta_url=None,
    )


def _manifest(content_type: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    published = {"action": "c2pa.published", "when": facts["published"]}
    return {
        "claim_generator_info": [{"name": "Bantin", "version": __version__}],
        "title": facts["title"],
        "format": content_type,
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [published]}},
            {"label": "c2pa.metadata", "data": _WORDS | _described(facts)},
            {"label": "vn.bantin.edition", "data": _edition(facts)},
        ],
    }


def _described(facts: Mapping[str, Any]) -> dict[str, str]:
    words = {
        "dc:description": facts["caption"],
        "dc:publisher": facts["agency"],
        "photoshop:Credit": facts["credit"],
        "Iptc4xmpCore:AltTextAccessibility": facts["alt"],
    }
    return {name: value for name, value in words.items() if value}


def _edition(facts: Mapping[str, Any]) -> dict[str, str]:
    return {name: facts[name] for name in ("url", "sha256", "original")}
