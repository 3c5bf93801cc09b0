"""What a check of the record found, in words: what is wrong, and what to do next."""

import json
from collections.abc import Iterable

from bantin.cli.text import _
from bantin.publish.record.verification import Finding

_ASK = _(
    "Do not rely on it: download it again from the agency's own address, and if it stays so, ask "
    "the agency and keep this file."
)
_RESTORE = _("Find out who could write to the database, and restore the last good backup.")
SENTENCES = {
    # one edition
    "text": _(
        "The text is the one in the ledger: “%(title)s”, edition %(number)s, live %(live_at)s."
    ),
    "text_changed": _("The text is not the one that went live: its SHA-256 is %(sha256)s."),
    "entry_of_another": _("The ledger entry belongs to another edition: “%(name)s” differs."),
    "signature": _("The signature is right (key %(kid)s)."),
    "signature_wrong": _("The signature does not fit the text, though it names key %(kid)s."),
    "signature_key_unknown": _("The signature is by key %(kid)s, which is not among the keys."),
    "signature_malformed": _("There is no usable signature: %(error)s."),
    "signature_out_of_time": _("Key %(kid)s was not in use when the edition went live."),
    "inclusion": _("The ledger has it as entry %(index)s of %(size)s."),
    "inclusion_wrong": _("The proof does not lead from entry %(index)s to the checkpoint's root."),
    "keys_untrusted": _(
        "The keys come out of the file itself: it agrees with itself, but nobody vouches for it."
    ),
    # the ledger
    "checkpoint": _("The checkpoint over %(size)s entries of %(origin)s is signed."),
    "checkpoint_wrong": _(
        "No known key signed the checkpoint over %(size)s entries of %(origin)s."
    ),
    "checkpoints": _("Every checkpoint up to %(size)s entries is signed and fits the entries."),
    "checkpoint_behind": _("The newest checkpoint covers %(size)s entries; there are %(read)s."),
    "root": _("The root over %(size)s entries is the one in the checkpoint."),
    "root_wrong": _("The %(read)s entries do not give the root of the checkpoint over %(size)s."),
    "tiles": _("The tiles fit the entries."),
    "tile_wrong": _("The tile %(address)s does not fit the entries."),
    "old": _("The log still begins with the %(old)s entries of the older checkpoint."),
    "old_rewritten": _(
        "The log was rewritten: its first %(old)s entries are not those of the older checkpoint."
    ),
    "old_is_longer": _(
        "The log was cut: the older checkpoint covers %(old)s entries, and there are %(size)s."
    ),
    "old_of_another_log": _("The older checkpoint is of another log, %(origin)s."),
    # the office's own rows
    "guards": _("The database refuses changes to the record."),
    "guards_missing": _("These guards of the record are missing: %(names)s."),
    "entries": _("All %(size)s entries are there, in order and unchanged."),
    "entry_missing": _("Entry %(index)s is missing from the ledger."),
    "entry_changed": _("Entry %(index)s of the ledger was changed."),
    "entry_without_edition": _("Entry %(index)s of the ledger has no edition."),
    "nodes_wrong": _("Stored hashes of the ledger do not fit its entries."),
    "editions": _("All %(count)s live editions are what went live."),
    "edition_changed": _(
        "“%(title)s”, edition %(number)s, is not what went live (entry %(index)s)."
    ),
    "edition_without_entry": _(
        "“%(title)s”, edition %(number)s, is shown as live but has no entry in the ledger."
    ),
    "live_at_changed": _(
        "“%(title)s”, edition %(number)s, did not go live when its row says (entry %(index)s)."
    ),
    "columns_differ": _("“%(title)s”, edition %(number)s: %(names)s differ from the signed text."),
    "edition_signature": _("“%(title)s”, edition %(number)s, has no right signature (%(code)s)."),
    "media": _("All %(count)s pictures and files are there and unchanged."),
    "media_missing": _("The file %(sha256)s is missing from the record's storage."),
    "media_changed": _("The file %(sha256)s in the record's storage was changed."),
    # a mirror
    "mirror_edition_changed": _("editions/%(sha256)s.json is not what went live."),
    "mirror_editions": _("%(count)s editions are what went live."),
}
_NEXT = {
    "keys_untrusted": _(
        "Get the agency's keys from its own site (/.well-known/bantin-keys.json), or from someone "
        "who kept them, and give them with --keys."
    ),
    "signature_key_unknown": _(
        "Get the agency's newest keys from its own site (/.well-known/bantin-keys.json). If the "
        "key is not there either, the text is not the agency's."
    ),
    "checkpoint_wrong": _(
        "Get the agency's newest keys from its own site (/.well-known/bantin-keys.json) and check "
        "again."
    ),
    "old_of_another_log": _("Give a checkpoint of the same log."),
    "old_rewritten": _(
        "Keep both checkpoints: together they prove it. Ask the agency in public for its reason."
    ),
    "old_is_longer": _(
        "Keep both checkpoints: together they prove it. Ask the agency in public for its reason."
    ),
    "guards_missing": _("Look at what follows here, then run `bantin init`, which mends them."),
    "media_missing": _("Bring the file back from a backup."),
    "media_changed": _("Bring the file back from a backup."),
}
_OFFICE = {
    "entry_missing",
    "entry_changed",
    "entry_without_edition",
    "nodes_wrong",
    "edition_changed",
    "edition_without_entry",
    "live_at_changed",
    "columns_differ",
    "edition_signature",
    "checkpoint_behind",
}


def sentence(finding: Finding) -> str:
    """What was found."""
    return SENTENCES[finding.code] % finding.values


def advice(finding: Finding) -> str:
    """What to do about it; empty when all is well."""
    if finding.ok:
        return ""
    return _NEXT.get(finding.code) or (_RESTORE if finding.code in _OFFICE else _ASK)


def show(findings: Iterable[Finding], *, as_json: bool) -> None:
    """Print all findings, or one JSON object with them."""
    rows = list(findings)
    if as_json:
        print(
            json.dumps(
                {
                    "ok": all(row.ok for row in rows),
                    "findings": [
                        {
                            "code": row.code,
                            "ok": row.ok,
                            "values": row.values,
                            "text": sentence(row),
                            "next": advice(row),
                        }
                        for row in rows
                    ],
                },
                ensure_ascii=False,
            )
        )
        return
    for row in rows:
        print(f"{'✓' if row.ok else '✗'} {sentence(row)}")
    for text in dict.fromkeys(advice(row) for row in rows if not row.ok):
        print(f"→ {text}")
