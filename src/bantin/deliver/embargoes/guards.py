"""Triggers of the embargo, on SQLite and PostgreSQL: whoever asks, the database holds the wall.

* Only a text that is sealed, approved and not public is offered, and only to an accredited contact.
* A read is written only for somebody who is accredited at that instant, was offered the text and
  accepted the newest agreement. Nothing is shown without its row, so nothing is shown to others.
* A mail about an embargo is queued only for somebody who was offered the text.
* Offers and reads are not changed, and not deleted before their time is over.
"""

from bantin.core.triggers import ALWAYS, Rule, Triggers

_NOT_ACCREDITED = (
    "NOT EXISTS (SELECT 1 FROM accreditations_accreditation a JOIN contacts_contact c "
    "ON c.id = a.contact_id WHERE a.contact_id = NEW.contact_id "
    "AND a.since <= NEW.instant AND a.until > NEW.instant AND a.revoked_at IS NULL "
    "AND c.forgotten_at IS NULL AND NOT c.drills_only)"
)
_NOT_SEALED = (
    "(EXISTS (SELECT 1 FROM record_golive g WHERE g.edition_id = NEW.embargo_id) "
    "OR EXISTS (SELECT 1 FROM record_voiding v WHERE v.edition_id = NEW.embargo_id) "
    "OR NOT EXISTS (SELECT 1 FROM record_edition e JOIN releases_signoff s ON s.id = e.sign_off_id "
    "WHERE e.id = NEW.embargo_id AND s.status = 'approved' AND e.notice_expires_at IS NULL))"
)
_NOT_OFFERED = (
    "NOT EXISTS (SELECT 1 FROM embargoes_offer o WHERE o.embargo_id = NEW.embargo_id "
    "AND o.contact_id = NEW.contact_id)"
)
_NOT_ACCEPTED = (
    "NOT EXISTS (SELECT 1 FROM accreditations_acceptance t WHERE t.contact_id = NEW.contact_id "
    "AND t.agreement_id = NEW.agreement_id AND t.agreement_id = (SELECT n.id "
    "FROM accreditations_agreement n ORDER BY n.number DESC LIMIT 1))"
)
_UNASKED = (
    "NEW.channel = 'embargo' AND NOT EXISTS (SELECT 1 FROM embargoes_offer o "
    "WHERE o.embargo_id = NEW.edition_id AND o.contact_id = NEW.recipient_id)"
)
_KEPT = "OLD.expires_at IS NULL OR OLD.expires_at > CURRENT_TIMESTAMP"
_OUTSIDER = "only accredited contacts have part in an embargo"
_PUBLIC = "only what is sealed and not public is under embargo"
TRIGGERS = Triggers(
    rules=(
        Rule(
            "embargo_offer_outsider",
            "embargoes_offer",
            "INSERT",
            _NOT_ACCREDITED.replace("instant", "offered_at"),
            _OUTSIDER,
        ),
        Rule("embargo_offer_public", "embargoes_offer", "INSERT", _NOT_SEALED, _PUBLIC),
        Rule(
            "embargo_read_outsider",
            "embargoes_read",
            "INSERT",
            _NOT_ACCREDITED.replace("instant", "at"),
            _OUTSIDER,
        ),
        Rule("embargo_read_public", "embargoes_read", "INSERT", _NOT_SEALED, _PUBLIC),
        Rule(
            "embargo_read_unoffered",
            "embargoes_read",
            "INSERT",
            f"{_NOT_OFFERED} OR {_NOT_ACCEPTED}",
            "who reads was offered the text and accepted the newest agreement",
        ),
        *(
            Rule(f"embargo_mail_{name}", "dispatch_delivery", event, _UNASKED, _OUTSIDER)
            for name, event in (
                ("insert", "INSERT"),
                ("update", "UPDATE OF edition_id, recipient_id, channel"),
            )
        ),
        *(
            Rule(f"embargo_{name}_update", f"embargoes_{name}", "UPDATE", ALWAYS, "never changed")
            for name in ("embargo", "offer", "read")
        ),
        Rule("embargo_embargo_delete", "embargoes_embargo", "DELETE", ALWAYS, "never deleted"),
        *(
            Rule(f"embargo_{name}_delete", f"embargoes_{name}", "DELETE", _KEPT, "kept until then")
            for name in ("offer", "read")
        ),
    ),
    columns=(
        ("contacts_contact", "drills_only"),
        ("accreditations_accreditation", "revoked_at"),
        ("accreditations_acceptance", "agreement_id"),
        ("record_edition", "notice_expires_at"),
        ("record_golive", "edition_id"),
        ("record_voiding", "edition_id"),
        ("releases_signoff", "status"),
        ("dispatch_delivery", "recipient_id"),
        ("embargoes_offer", "expires_at"),
        ("embargoes_read", "expires_at"),
    ),
)
