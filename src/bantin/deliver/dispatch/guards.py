"""Triggers that keep drills and live recipients apart, on SQLite and PostgreSQL.

* A delivery of a drill goes to a contact who takes part in drills only, any other delivery to any
  other contact; nothing else is queued, whoever asks. No drill goes to an endpoint.
* Whether a contact takes part in drills only does not change once anything was queued for them.
"""

from bantin.core.triggers import Rule, Triggers

_MIXED = (
    "(SELECT drill FROM record_edition WHERE id = NEW.edition_id) <> "
    "(SELECT drills_only FROM contacts_contact WHERE id = NEW.recipient_id)"
)
_TO_A_SYSTEM = (
    "NEW.endpoint_id IS NOT NULL AND "
    "EXISTS (SELECT 1 FROM record_edition WHERE id = NEW.edition_id AND drill)"
)
_SWITCHED = (
    "NEW.drills_only <> OLD.drills_only AND "
    "EXISTS (SELECT 1 FROM dispatch_delivery WHERE recipient_id = NEW.id)"
)
_WHY = "a drill goes to those who take part in drills only, and to nobody else"
_NO_SYSTEM = "no drill leaves for a system: nobody there could tell it from the real thing"
TRIGGERS = Triggers(
    rules=(
        Rule("delivery_drill_insert", "dispatch_delivery", "INSERT", _MIXED, _WHY),
        Rule(
            "delivery_drill_update",
            "dispatch_delivery",
            "UPDATE OF edition_id, recipient_id",
            _MIXED,
            _WHY,
        ),
        Rule("delivery_drill_system", "dispatch_delivery", "INSERT", _TO_A_SYSTEM, _NO_SYSTEM),
        Rule(
            "contact_drill_update",
            "contacts_contact",
            "UPDATE OF drills_only",
            _SWITCHED,
            "who got something keeps to drills or to what is live",
        ),
    ),
    columns=(
        ("record_edition", "drill"),
        ("contacts_contact", "drills_only"),
        ("dispatch_delivery", "recipient_id"),
        ("dispatch_delivery", "endpoint_id"),
    ),
)
