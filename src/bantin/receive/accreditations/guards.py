"""Triggers that keep what was checked, agreed and accepted as it was, on SQLite and PostgreSQL.

* A term of an accreditation is not changed; it is revoked once, and a revocation stands.
* Versions of the agreement are numbered one after the other, and neither changed nor deleted.
* An acceptance is neither changed nor deleted.
"""

from bantin.core.triggers import ALWAYS, Rule, Triggers

_GAP = "NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM accreditations_agreement)"
_TERM = (
    "contact_id, since, until, card_seen_on, called_back_on, letter_seen_on, note, checked_by_id, "
    "added_at"
)
_REVOKED = "revoked_at, revoked_by_id, revoked_because"
TRIGGERS = Triggers(
    rules=(
        Rule(
            "accreditation_changed",
            "accreditations_accreditation",
            f"UPDATE OF {_TERM}",
            ALWAYS,
            "a term is revoked or followed by another, never changed",
        ),
        Rule(
            "accreditation_unrevoked",
            "accreditations_accreditation",
            f"UPDATE OF {_REVOKED}",
            "OLD.revoked_at IS NOT NULL",
            "a revocation stands",
        ),
        Rule("agreement_gap", "accreditations_agreement", "INSERT", _GAP, "not the next version"),
        *(
            Rule(f"{name}_{verb.lower()}", f"accreditations_{name}", verb, ALWAYS, "never changed")
            for name in ("agreement", "acceptance")
            for verb in ("UPDATE", "DELETE")
        ),
    ),
    columns=(
        ("accreditations_accreditation", "revoked_at"),
        ("accreditations_agreement", "number"),
        ("accreditations_acceptance", "agreement_id"),
    ),
)
