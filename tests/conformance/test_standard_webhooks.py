"""Standard Webhooks as strangers read them: the published verifiers for Python and Node.

The Python one runs in every fault test too. Node's comes from npm into a folder of its own when
npm is there; without it, or without its registry, those tests are skipped and say so.
"""

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook

from bantin.deliver.channels.webhook import signing
from bantin.deliver.channels.webhook.channel import signed

BODY = '{"type":"edition.live","data":{"headline":"Cầu Hàm Rồng"}}'.encode()
VERIFY = """
const { Webhook } = require("standardwebhooks");
const { createPublicKey, verify } = require("crypto");
const [secret, publicKey, headers, body] = JSON.parse(process.argv[1]);
const said = {};
try {
  said.v1 = new Webhook(secret).verify(body, headers).type;
} catch (error) {
  said.v1 = error.message;
}
const key = createPublicKey({
  key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey.slice(5), "base64").toString("base64url") },
  format: "jwk",
});
const bytes = Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`);
said.v1a = headers["webhook-signature"].split(" ").filter((one) => one.startsWith("v1a,"))
  .some((one) => verify(null, bytes, key, Buffer.from(one.slice(4), "base64")));
console.log(JSON.stringify(said));
"""


def _headers(*secrets: signing.Secrets) -> dict[str, str]:
    request = signed("https://a.example/", "msg_1", BODY, secrets, at=datetime.now(UTC))
    return dict(request.headers)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which Node finds the published library."""
    folder = tmp_path_factory.mktemp("node")
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("Node is not here. One command brings it: apt-get install nodejs npm")
    command = [
        npm,
        "install",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "standardwebhooks@1.1.1",
    ]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, timeout=120)
    if done.returncode:
        pytest.skip("npm could not bring standardwebhooks 1.1.1")
    return folder


def _in_node(node: Path, made: signing.Secrets, headers: dict[str, str], body: bytes) -> Any:
    arguments = json.dumps([made.whsec, made.whpk, headers, body.decode()])
    done = subprocess.run(
        ["node", "-e", VERIFY, arguments], cwd=node, check=True, capture_output=True, timeout=60
    )
    return json.loads(done.stdout)


def test_python_verifies_with_the_new_and_the_old_secret() -> None:
    new, old, stranger = signing.make(), signing.make(), signing.make()
    headers = _headers(new, old)
    for one in (new, old):
        assert Webhook(one.whsec).verify(BODY, headers)["type"] == "edition.live"
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(stranger.whsec).verify(BODY, headers)


def test_node_verifies_both_kinds(node: Path) -> None:
    new, old = signing.make(), signing.make()
    headers = _headers(new, old)
    for one in (new, old):
        assert _in_node(node, one, headers, BODY) == {"v1": "edition.live", "v1a": True}


def test_node_refuses_an_altered_body_an_old_timestamp_and_another_key(node: Path) -> None:
    made, stranger = signing.make(), signing.make()
    headers = _headers(made)
    old = headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) - 600)}
    for key, sent, body in (
        (made, headers, BODY.replace(b"live", b"lied")),
        (made, old, BODY),
        (stranger, headers, BODY),
    ):
        said = _in_node(node, key, sent, body)
        assert said["v1"] != "edition.live"
        assert said["v1a"] is False


def test_the_asymmetric_signature_needs_no_secret() -> None:
    made = signing.make()
    headers = _headers(made)
    raw = signing.public_bytes(made.whpk)
    signature = next(one for one in headers["webhook-signature"].split() if one.startswith("v1a,"))
    content = f"msg_1.{headers['webhook-timestamp']}.".encode() + BODY
    key = Ed25519PublicKey.from_public_bytes(raw)
    key.verify(signing.b64decode(signature[4:]), content)
    with pytest.raises(InvalidSignature):
        key.verify(signing.b64decode(signature[4:]), content + b" ")
