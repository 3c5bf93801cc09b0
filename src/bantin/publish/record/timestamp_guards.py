"""Triggers that keep timestamps append-only, on SQLite and PostgreSQL."""

from bantin.core.triggers import ALWAYS, Rule, Triggers

TRIGGERS = Triggers(
    rules=tuple(
        Rule(
            f"record_timestamp_{verb.lower()}",
            "record_timestamp",
            verb,
            ALWAYS,
            "the public record: record_timestamp: append-only",
        )
        for verb in ("UPDATE", "DELETE")
    ),
    columns=(("record_timestamp", "at"),),
)
