"""The office's own check of its record: every row against the ledger, the signatures and the files.

Nothing is trusted that is checked: roots are recomputed from the entries, columns are compared with
the signed bytes, and the signed bytes with the entry that went live.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from bantin.core.canonical import sha256_hex
from bantin.core.folding import fold
from bantin.publish.record import contents, guards, keys, media
from bantin.publish.record.ledger import log, notes, proofs
from bantin.publish.record.models import Checkpoint, GoLive, LedgerNode, Media
from bantin.publish.record.verification import (
    Finding,
    Unreadable,
    check_entry,
    check_note,
    check_old,
    check_signature,
    keys_in,
    load,
)


def findings(*, old: str | None = None, with_media: bool = False) -> list[Finding]:
    """Check everything; ``old`` is an earlier checkpoint from outside.

    Raises:
        NoKey, KeyUnreadable: there are no public keys to check with.
        notes.Malformed: ``old`` is no checkpoint.
    """
    known = keys_in(keys.public_set(settings.KEY_ROOT))
    entries = list(log.entries())
    leaves = [proofs.leaf_hash(data) for _, data, _ in entries]
    found = [*_guards(), *_ledger(entries, leaves), *_checkpoints(leaves, known)]
    if old is not None:
        before = notes.parse(old)
        found += [check_note(old, known), check_old(before, settings.LEDGER_ORIGIN, leaves)]
    found += _editions({index: data for index, data, _ in entries}, known)
    if with_media:
        found += _media()
    return found


def _guards() -> Iterator[Finding]:
    missing = guards.missing()
    if missing:
        yield Finding("guards_missing", ok=False, values={"names": ", ".join(missing)})
    else:
        yield Finding("guards", ok=True)


def _ledger(entries: list[tuple[int, bytes, bytes]], leaves: list[bytes]) -> Iterator[Finding]:
    for place, ((index, _, stored), computed) in enumerate(zip(entries, leaves, strict=True)):
        if index != place:
            yield Finding("entry_missing", ok=False, values={"index": place})
            return
        if stored != computed:
            yield Finding("entry_changed", ok=False, values={"index": index})
    nodes: dict[proofs.Subtree, bytes] = {}
    frontier: proofs.Frontier = []
    for value in leaves:
        nodes.update(proofs.append(frontier, value)[1:])
    stored_nodes = {(n.level, n.index): bytes(n.hash) for n in LedgerNode.objects.iterator()}
    if stored_nodes == nodes:
        yield Finding("entries", ok=True, values={"size": len(leaves)})
    else:
        yield Finding("nodes_wrong", ok=False)


def _checkpoints(leaves: list[bytes], known: dict[str, dict[str, Any]]) -> Iterator[Finding]:
    roots: dict[int, bytes] = {}
    frontier: proofs.Frontier = []
    for size, value in enumerate(leaves, 1):
        proofs.append(frontier, value)
        roots[size] = proofs.root(frontier)
    newest = 0
    for checkpoint in Checkpoint.objects.order_by("size").iterator():
        newest = checkpoint.size
        values = {"size": newest, "origin": settings.LEDGER_ORIGIN}
        try:
            head = notes.parse(checkpoint.note)
            signed = check_note(checkpoint.note, known)
        except notes.Malformed:
            yield Finding("checkpoint_wrong", ok=False, values=values)
            continue
        if not signed.ok:
            yield signed
        if (head.size, head.root) != (newest, roots.get(newest)):
            yield Finding("root_wrong", ok=False, values={**values, "read": len(leaves)})
    if newest != len(leaves):
        yield Finding("checkpoint_behind", ok=False, values={"size": newest, "read": len(leaves)})
    else:
        yield Finding("checkpoints", ok=True, values={"size": newest})


def _editions(entries: dict[int, bytes], known: dict[str, dict[str, Any]]) -> list[Finding]:
    wrong: list[Finding] = []
    live = GoLive.objects.select_related("edition__replaces").order_by("ledger_index")
    for row in live.prefetch_related("edition__topics", "edition__areas", "edition__media"):
        wrong += _edition(row, entries.pop(row.ledger_index, None), known)
    wrong += [Finding("entry_without_edition", ok=False, values={"index": i}) for i in entries]
    if not wrong:
        return [Finding("editions", ok=True, values={"count": live.count()})]
    return wrong


def _edition(
    row: GoLive, data: bytes | None, known: dict[str, dict[str, Any]]
) -> Iterator[Finding]:
    edition = row.edition
    values = {"title": edition.title, "number": edition.number, "index": row.ledger_index}
    if data is None:
        yield Finding("edition_without_entry", ok=False, values=values)
        return
    canonical = bytes(edition.canonical)
    try:
        content, entry = load(canonical), load(data)
    except Unreadable:
        yield Finding("edition_changed", ok=False, values=values)
        return
    if check_entry(entry, content, sha256_hex(canonical)):
        yield Finding("edition_changed", ok=False, values=values)
    elif entry.get("live_at") != contents.milliseconds(row.at):
        yield Finding("live_at_changed", ok=False, values=values)
    different = _columns(row, content)
    if different:
        yield Finding("columns_differ", ok=False, values={**values, "names": ", ".join(different)})
    signature = check_signature(canonical, row.jws, known, row.at)
    if not signature.ok:
        yield Finding("edition_signature", ok=False, values={**values, "code": signature.code})


def _columns(row: GoLive, content: dict[str, Any]) -> list[str]:
    """Names of columns that say something else than the signed bytes."""
    e = row.edition
    said = {
        "uid": str(e.uid),
        "number": e.number,
        "kind": e.kind,
        "language": e.language,
        "title": e.title,
        "summary": e.summary,
        "body_text": e.text,
        "reason": e.reason,
        "replaces": e.replaces.sha256 if e.replaces else None,
        "go_live_at": contents.instant(e.go_live_at),
    }
    wrong = [name for name, value in said.items() if content.get(name) != value]
    codes = {
        "topics": {topic.code for topic in e.topics.all()},
        "areas": {area.code for area in e.areas.all()},
    }
    notice = content.get("notice")
    expires = contents.instant(e.notice_expires_at) if e.notice_expires_at else None
    if (expires, e.drill) != (
        notice and notice["expires"],
        bool(notice and notice["status"] == "exercise"),
    ):
        wrong.append("notice")
    wrong += [n for n, c in codes.items() if c != {thing["code"] for thing in content.get(n, [])}]
    if {carried.media_id for carried in e.media.all()} != contents.media_in(content):
        wrong.append("media")
    if e.sha256 != sha256_hex(bytes(e.canonical)):
        wrong.append("sha256")
    if e.folded != fold("\n".join((e.title, e.summary, e.text))):
        wrong.append("folded")
    if (row.number, row.release_id) != (e.number, e.release_id):
        wrong.append("go-live")
    return wrong


def _media() -> Iterator[Finding]:
    count = 0
    for row in Media.objects.filter(carried_by__isnull=False).distinct().iterator():
        count += 1
        path = media.path_of(row.sha256)
        if not path.is_file():
            yield Finding("media_missing", ok=False, values={"sha256": row.sha256})
        elif sha256_hex(path.read_bytes()) != row.sha256:
            yield Finding("media_changed", ok=False, values={"sha256": row.sha256})
    yield Finding("media", ok=True, values={"count": count})
