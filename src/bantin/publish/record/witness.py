"""Watch a press office's ledger from outside: a newspaper's cron runs this, the office cannot.

    python3 witness.py https://press.example --state witness.json

One file that stands alone: Python 3.11 and the package ``cryptography`` (Debian: python3-cryptography).
The first run pins the office's key and keeps the checkpoint that it saw. Each later run proves from
the ledger's tiles that everything seen before is still there, and says nothing when it is.

With a key of your own (``openssl genpkey -algorithm ed25519 -out witness.pem``) the checkpoint is
cosigned, too, for others to rely on: ``--key witness.pem --name news.example/witness --publish FILE``.

Exit codes: 0 all is well; 1 the ledger forked, shrank or cannot prove its growth; 2 wrong usage;
3 the signature, or the ledger's name, is not the one that was pinned; 4 the office could not be read,
so nothing was checked; 5 a file of ours cannot be read or written. 1 and 3 leave the evidence in a
folder beside the state, and the state stays as it was.

Formats: C2SP signed-note, tlog-checkpoint, tlog-tiles and tlog-cosignature (cosignature/v1).
"""

import argparse
import base64
import binascii
import fcntl
import hashlib
import http.client
import json
import os
import struct
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

DASH = "\u2014"
LOG_KEY, COSIGNER_KEY = b"\x01", b"\x04"  # kinds of keys in signed notes
TILE_WIDTH, TILE_HEIGHT = 256, 8
MOST_BYTES = 1 << 20
KEPT = {"origin", "key", "checkpoint"}  # in the state
ALARMS = (1, 3)
TRIES = 3  # a copy of the site may lag behind what was seen a moment ago

WORDS = {
    "pinned": (
        "Lần đầu: đã ghim khóa %(kid)s của %(origin)s và checkpoint với %(size)s mục. Hãy so khóa "
        "này với khóa mà cơ quan đã công bố ở nơi khác.",
        "First run: pinned the key %(kid)s of %(origin)s and its checkpoint over %(size)s entries. "
        "Compare the key with the one that the agency published elsewhere.",
    ),
    "unreachable": (
        "Không đọc được %(address)s (%(why)s). Lần này chưa kiểm tra được gì; đó chưa phải dấu hiệu "
        "sổ bị sửa.",
        "%(address)s cannot be read (%(why)s). Nothing was checked this time; that is no sign of a "
        "rewritten ledger.",
    ),
    "shrunk": (
        "BÁO ĐỘNG: sổ %(origin)s ngắn đi, từ %(before)s còn %(after)s mục.",
        "ALARM: the ledger %(origin)s shrank from %(before)s to %(after)s entries.",
    ),
    "forked": (
        "BÁO ĐỘNG: sổ %(origin)s đã bị viết lại. %(before)s mục từng thấy không còn nguyên trong "
        "sổ %(after)s mục hiện nay. Hai checkpoint cùng có chữ ký là bằng chứng.",
        "ALARM: the ledger %(origin)s was rewritten. The %(before)s entries that were seen are not "
        "the beginning of the present %(after)s. The two signed checkpoints are the proof.",
    ),
    "unproved": (
        "BÁO ĐỘNG: dữ liệu của sổ %(origin)s không khớp với checkpoint đã ký với %(after)s mục.",
        "ALARM: the tiles of the ledger %(origin)s do not fit its signed checkpoint over %(after)s "
        "entries.",
    ),
    "unsigned": (
        "BÁO ĐỘNG: checkpoint không có chữ ký đúng của khóa đã ghim %(kid)s. Nếu cơ quan đã công bố "
        "khóa mới, hãy so khóa rồi chạy một lần với --trust=KID.",
        "ALARM: the checkpoint has no right signature of the pinned key %(kid)s. If the agency "
        "announced a new key, compare it and run once with --trust=KID.",
    ),
    "renamed": (
        "BÁO ĐỘNG: sổ tên là %(after)s, không phải %(before)s như đã ghim.",
        "ALARM: the ledger is called %(after)s and not %(before)s, which was pinned.",
    ),
    "no_key": (
        "Cơ quan không công bố khóa nào là %(kid)s.",
        "The office publishes no key %(kid)s.",
    ),
    "local": (
        "Không dùng được %(path)s (%(why)s).",
        "%(path)s cannot be used (%(why)s).",
    ),
    "evidence": ("Bằng chứng: %(folder)s", "Evidence: %(folder)s"),
}


class Trouble(Exception):
    """What ends a run; ``what`` names the sentence, ``code`` is the exit code."""

    def __init__(self, what: str, code: int, **values: Any) -> None:
        super().__init__(what)
        self.what, self.code, self.values = what, code, values


def say(what: str, **values: Any) -> str:
    """A sentence in English where the locale says so, else in Vietnamese."""
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    sentence = WORDS[what][locale.startswith("en")] % values
    return "".join(sign if sign.isprintable() else "?" for sign in sentence)


# --- what the office serves


@dataclass
class Office:
    """An office's address; remembers what it served."""

    address: str
    served: dict[str, bytes] = field(default_factory=dict)

    def read(self, path: str) -> bytes:
        """The bytes at a path.

        Raises:
            Trouble: there is no answer, or none that could be one.
        """
        address = f"{self.address}/{path}"
        request = urllib.request.Request(address, headers={"User-Agent": "bantin-witness/1"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                data: bytes = answer.read(MOST_BYTES + 1)
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Trouble("unreachable", 4, address=address, why=error) from error
        if len(data) > MOST_BYTES:
            raise Trouble("unreachable", 4, address=address, why="> 1 MB")
        self.served[path] = data
        return data

    def published_keys(self) -> Iterator[tuple[str, bytes, bool]]:
        """Published Ed25519 keys: fingerprint, raw bytes, whether it signs now."""
        path = ".well-known/bantin-keys.json"
        try:
            for jwk in json.loads(self.read(path))["keys"]:
                raw = base64.urlsafe_b64decode(jwk.get("x", "") + "==")
                if jwk.get("crv") == "Ed25519" and len(raw) == 32:
                    yield fingerprint(raw), raw, "exp" not in jwk
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Trouble("unreachable", 4, address=f"{self.address}/{path}", why=error) from error


def fingerprint(raw: bytes) -> str:
    """A key's ``kid``: its thumbprint (RFC 7638)."""
    x = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    jwk = f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'
    return base64.urlsafe_b64encode(hashlib.sha256(jwk.encode()).digest()).rstrip(b"=").decode()


# --- signed notes


@dataclass(frozen=True)
class Checkpoint:
    """A signed tree head as it was served."""

    note: str
    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> bytes:
        """What is signed."""
        return (self.note.partition("\n\n")[0] + "\n").encode()

    def is_signed_by(self, raw: bytes) -> bool:
        """Whether the log's own key signed it."""
        for line in self.note.partition("\n\n")[2].splitlines():
            name, _space, signature = line.removeprefix(f"{DASH} ").rpartition(" ")
            try:
                data = base64.b64decode(signature, validate=True)
            except binascii.Error:  # a line of another kind
                continue
            if name == self.origin and data[:4] == key_id(name, LOG_KEY + raw):
                try:
                    Ed25519PublicKey.from_public_bytes(raw).verify(data[4:], self.text)
                except InvalidSignature:
                    continue
                return True
        return False


def parsed(note: str) -> Checkpoint:
    """A checkpoint, whoever signed it.

    Raises:
        ValueError: it is none.
    """
    origin, size, root = note.partition("\n\n")[0].split("\n")[:3]
    found = Checkpoint(note, origin, int(size), base64.b64decode(root, validate=True))
    if not origin or str(found.size) != size or found.size < 0 or len(found.root) != 32:
        raise ValueError(size)
    return found


def key_id(name: str, key: bytes) -> bytes:
    """The four bytes that name a key."""
    return hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]


def cosigned(seen: Checkpoint, name: str, key: Ed25519PrivateKey, now: int) -> str:
    """The note with one line more: that at ``now`` this is the largest tree we saw."""
    signature = key.sign(f"cosignature/v1\ntime {now}\n".encode() + seen.text)
    raw = COSIGNER_KEY + key.public_key().public_bytes_raw()
    line = key_id(name, raw) + struct.pack(">Q", now) + signature
    return f"{seen.note}{DASH} {name} {base64.b64encode(line).decode()}\n"


def verifier_key(name: str, key: Ed25519PrivateKey) -> str:
    """Our public key as C2SP tools, and the office, take it."""
    raw = COSIGNER_KEY + key.public_key().public_bytes_raw()
    return f"{name}+{key_id(name, raw).hex()}+{base64.b64encode(raw).decode()}"


# --- the tree (RFC 6962, RFC 9162 section 2.1.4)


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours taken together."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def folded(hashes: list[bytes]) -> bytes:
    """One hash over subtrees that get smaller from left to right."""
    value = hashes[-1]
    for left in reversed(hashes[:-1]):
        value = node(left, value)
    return value


def parts(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees (level, index) between two leaves, largest first."""
    for level in reversed(range((end - start).bit_length())):
        if (end - start) >> level & 1:
            yield level, start >> level
            start += 1 << level


def proof(old: int, start: int, end: int, *, whole: bool = True) -> list[tuple[int, int]]:
    """Which ranges of leaves prove that a tree of ``end`` begins with one of ``old``."""
    if old == end:
        return [] if whole else [(start, end)]
    middle = start + (1 << (end - start - 1).bit_length() - 1)
    if old <= middle:
        return [*proof(old, start, middle, whole=whole), (middle, end)]
    return [*proof(old, middle, end, whole=False), (start, middle)]


def climbed(old: int, new: int, steps: list[bytes]) -> tuple[bytes, bytes]:
    """The roots of the old and of the new tree to which one proof leads."""
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if place & 1 or place == last:
            before, after = node(step, before), node(step, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node(after, step)
        place, last = place >> 1, last >> 1
    return before, after


@dataclass(frozen=True)
class Tiles:
    """The tiles of a tree of ``size`` leaves."""

    office: Office
    size: int

    def over(self, start: int, end: int) -> bytes:
        """The hash over a range of leaves."""
        return folded([self.subtree(level, index) for level, index in parts(start, end)])

    def subtree(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree."""
        tile_level, above = divmod(level, TILE_HEIGHT)
        first = index << above
        tile, place = divmod(first, TILE_WIDTH)
        hashes = self._tile(tile_level, tile)[place : place + (1 << above)]
        while len(hashes) > 1:
            hashes = [node(*hashes[i : i + 2]) for i in range(0, len(hashes), 2)]
        return hashes[0]

    def _tile(self, level: int, index: int) -> list[bytes]:
        width = min(TILE_WIDTH, (self.size >> TILE_HEIGHT * level) - index * TILE_WIDTH)
        part = "" if width == TILE_WIDTH else f".p/{width}"
        path = f"ledger/tile/{level}/{_groups(index)}{part}"
        data = self.office.served.get(path) or self.office.read(path)
        if len(data) != 32 * width:
            address = f"{self.office.address}/{path}"
            raise Trouble("unreachable", 4, address=address, why=f"{len(data)} bytes")
        return [data[i : i + 32] for i in range(0, len(data), 32)]


def _groups(index: int) -> str:
    """1234067 is ``x001/x234/067``."""
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups))


# --- one run


def check_growth(office: Office, seen: Checkpoint, now: Checkpoint) -> None:
    """Prove that what was seen is the beginning of what is there now.

    Raises:
        Trouble: it is not, or that could not be learned.
    """
    values = {"origin": now.origin, "before": seen.size, "after": now.size}
    if now.size < seen.size:
        raise Trouble("shrunk", 1, **values)
    if seen.size == 0:
        return
    before, after = seen.root, seen.root
    if now.size > seen.size:
        tiles, ranges = Tiles(office, now.size), proof(seen.size, 0, now.size)
        first = [seen.root] if seen.size & (seen.size - 1) == 0 else []
        steps = first + [tiles.over(*one) for one in ranges]
        before, after = climbed(seen.size, now.size, steps)
        # Where the old root itself begins the proof, a wrong one shows in the new root.
        if first and after != now.root:
            steps = [tiles.over(0, seen.size), *steps[1:]]
            before, after = climbed(seen.size, now.size, steps)
        if after != now.root:
            raise Trouble("unproved", 1, **values)
    if before != seen.root or after != now.root:
        raise Trouble("forked", 1, **values)


def newest(office: Office, state: dict[str, str]) -> Checkpoint:
    """The checkpoint that the office serves, signed with the pinned key.

    Raises:
        Trouble: it is not signed, has another name, or there is none.
    """
    path = "ledger/checkpoint"
    try:
        found = parsed(office.read(path).decode())
    except ValueError as error:
        address = f"{office.address}/{path}"
        raise Trouble("unreachable", 4, address=address, why="no checkpoint") from error
    raw = base64.b64decode(state["key"])
    if not found.is_signed_by(raw):
        raise Trouble("unsigned", 3, kid=fingerprint(raw))
    if found.origin != state.get("origin", found.origin):
        raise Trouble("renamed", 3, before=state["origin"], after=found.origin)
    return found


def pinned(office: Office, kid: str | None) -> str:
    """The key to pin: the one that signs now, or the one that is asked for."""
    for name, raw, signs in office.published_keys():
        if name == kid or (kid is None and signs):
            return base64.b64encode(raw).decode()
    raise Trouble("no_key", 4, kid=kid or "")


def watch(office: Office, options: argparse.Namespace) -> None:
    """One run, from what was seen to what is there now.

    Raises:
        Trouble: why it did not end well.
    """
    state = read_state(options.state)
    first = "checkpoint" not in state
    if first or options.trust:
        state["key"] = pinned(office, options.trust)
    seen = None if first else parsed(state["checkpoint"])
    for left in reversed(range(TRIES)):
        now = newest(office, state)
        if seen is None or now.size >= seen.size or not left:
            break
        time.sleep(options.wait)
    if seen:
        check_growth(office, seen, now)
    state |= {"origin": now.origin, "checkpoint": now.note}
    write(options.state, json.dumps(state, ensure_ascii=False, indent=2))
    if first:
        kid = fingerprint(base64.b64decode(state["key"]))
        print(say("pinned", kid=kid, origin=now.origin, size=now.size))
    if options.key:  # what is cosigned is on our disk before anybody can see that we did
        write(options.publish, cosigned(now, options.name, own_key(options.key), int(time.time())))


def keep_evidence(office: Office, state: Path, trouble: Trouble) -> Path:
    """Everything that was served in this run, beside what was seen before."""
    served = b"".join(office.served[path] for path in sorted(office.served))
    mark = hashlib.sha256(served).hexdigest()[:12]
    folder = state.with_name(f"{state.name}.evidence") / f"{trouble.what}-{mark}"
    if not folder.exists():  # each run tells of it again, and keeps it once
        files = {f"now/{path}": data for path, data in office.served.items()}
        if state.exists():
            files["seen.json"] = state.read_bytes()
        when = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {office.address}\n"
        files["what.txt"] = (when + say(trouble.what, **trouble.values) + "\n").encode()
        for path, data in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    return folder


# --- files of our own


@contextmanager
def ours(path: Path) -> Iterator[None]:
    """Say which file of ours cannot be used."""
    try:
        yield
    except (OSError, ValueError, TypeError) as error:
        raise Trouble("local", 5, path=path, why=error) from error


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other run uses this folder."""
    with ours(folder):
        handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def read_state(path: Path) -> dict[str, str]:
    """What was seen; nothing before the first run."""
    with ours(path):
        if not path.exists():
            return {}
        state = {name: str(value) for name, value in dict(json.loads(path.read_text())).items()}
        if set(state) != KEPT:
            raise ValueError(", ".join(sorted(state)))
        parsed(state["checkpoint"])
        return state


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all; it is on the disk when this returns."""
    fresh = path.with_name(f"{path.name}.new")
    with ours(path):
        with fresh.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def own_key(path: Path) -> Ed25519PrivateKey:
    """The key that we cosign with."""
    with ours(path):
        key = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError("no Ed25519 key")
        return key


def asked() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("office", help="address of the press office, such as https://press.example")
    parser.add_argument("--state", type=Path, required=True, help="file that keeps what was seen")
    parser.add_argument("--trust", metavar="KID", help="pin this key of the office from now on")
    parser.add_argument("--key", type=Path, help="our private key (Ed25519, PEM): cosign with it")
    parser.add_argument("--name", help="our name as a witness, such as news.example/witness")
    parser.add_argument("--publish", type=Path, help="where the cosigned checkpoint is written")
    parser.add_argument("--show-key", action="store_true", help="print our public key and end")
    parser.add_argument("--wait", type=float, default=20, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.office.startswith(("https://", "http://")):
        parser.error("the address begins with https://")
    if options.key and not (options.name and (options.publish or options.show_key)):
        parser.error("--key needs --name and --publish")
    if options.name and (not options.name.isprintable() or set(options.name) & set(" +")):
        parser.error("a name has no space and no +")
    if options.show_key and not options.key:
        parser.error("--show-key needs --key")
    return options


def main() -> int:
    """Run once; silent when all is well."""
    options = asked()
    office = Office(options.office.rstrip("/"))
    try:
        if options.show_key:
            print(verifier_key(options.name, own_key(options.key)))
            return 0
        with alone(options.state.parent):
            watch(office, options)
    except Trouble as trouble:
        print(say(trouble.what, **trouble.values), file=sys.stderr)
        if trouble.code in ALARMS:
            with ours(options.state.parent):
                folder = keep_evidence(office, options.state, trouble)
            print(say("evidence", folder=folder), file=sys.stderr)
        return trouble.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
