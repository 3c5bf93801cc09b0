"""Triggers that keep the list of exports as it was written, on SQLite and PostgreSQL."""

from bantin.core.triggers import ALWAYS, Rule, Triggers

TRIGGERS = Triggers(
    rules=tuple(
        Rule(
            f"accounts_export_{event.lower()}",
            "accounts_export",
            event,
            ALWAYS,
            "the list of exports is append-only",
        )
        for event in ("UPDATE", "DELETE")
    ),
    columns=(("accounts_export", "rows"),),
)
