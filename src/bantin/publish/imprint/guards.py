"""Triggers that keep what the office said, and who spoke for it, on SQLite and PostgreSQL.

* A wording of a policy is neither changed nor deleted: a newer one follows it.
* A spokesperson is not deleted; their time ends.
"""

from bantin.core.triggers import ALWAYS, Rule, Triggers

TRIGGERS = Triggers(
    rules=(
        Rule("wording_update", "imprint_wording", "UPDATE", ALWAYS, "never changed"),
        Rule("wording_delete", "imprint_wording", "DELETE", ALWAYS, "never deleted"),
        Rule("spokesperson_delete", "imprint_spokesperson", "DELETE", ALWAYS, "never deleted"),
    ),
    columns=(("imprint_wording", "policy"), ("imprint_spokesperson", "name")),
)
