"""Our Merkle proofs against the published vectors of another implementation."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from bantin.publish.record.ledger import proofs

VECTORS = Path(__file__).parents[3] / "shared" / "data" / "standards" / "merkle" / "testdata"

pytestmark = pytest.mark.shared


def vectors(kind: str) -> list[Any]:
    files = sorted((VECTORS / kind).rglob("*.json"))
    if not files:
        reason = "the vectors under ../shared/data/standards/merkle are not there"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason))]
    return [pytest.param(path, id=str(path.relative_to(VECTORS))) for path in files]


def load(path: Path) -> tuple[dict[str, Any], list[bytes]]:
    vector = json.loads(path.read_text())
    return vector, [base64.b64decode(step) for step in vector["proof"] or []]


@pytest.mark.parametrize("path", vectors("inclusion"))
def test_inclusion_is_judged_as_the_vectors_say(path: Path) -> None:
    vector, proof = load(path)

    fits = proofs.verify_inclusion(
        base64.b64decode(vector["leafHash"] or ""),
        vector["leafIdx"],
        vector["treeSize"],
        proof,
        base64.b64decode(vector["root"] or ""),
    )

    assert fits is not vector["wantErr"], vector["desc"]


@pytest.mark.parametrize("path", vectors("consistency"))
def test_consistency_is_judged_as_the_vectors_say(path: Path) -> None:
    vector, proof = load(path)

    fits = proofs.verify_consistency(
        vector["size1"],
        vector["size2"],
        base64.b64decode(vector["root1"] or ""),
        base64.b64decode(vector["root2"] or ""),
        proof,
    )

    assert fits is not vector["wantErr"], vector["desc"]
