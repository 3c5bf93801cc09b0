"""Triggers of the record about notices, on SQLite and PostgreSQL.

* A notice that is no cancellation is sealed only with an approval by somebody who neither asked for
  it nor wrote its last revision. Whoever may change rows, a superuser included, cannot get round.
* A drill never becomes a live notice, a release never becomes a notice, or the reverse.

They read tables of other apps, so they are kept by ``core.triggers`` and not by a migration.
"""

from bantin.core.triggers import Rule, Triggers

_ALONE = (
    "NEW.notice_expires_at IS NOT NULL AND NEW.kind <> 'withdrawal' AND NOT EXISTS (SELECT 1 FROM "
    "releases_signoff s JOIN wagtailcore_revision r ON r.id = s.revision_id "
    "WHERE s.id = NEW.sign_off_id AND s.status = 'approved' AND s.decided_by_id = NEW.sealed_by_id "
    "AND s.decided_by_id <> s.submitted_by_id AND s.decided_by_id <> r.user_id)"
)
_UNLIKE = (
    "EXISTS (SELECT 1 FROM record_edition e WHERE e.id = NEW.replaces_id AND (e.drill <> NEW.drill "
    "OR (e.notice_expires_at IS NULL) <> (NEW.notice_expires_at IS NULL)))"
)
TRIGGERS = Triggers(
    rules=(
        Rule("edition_alone", "record_edition", "INSERT", _ALONE, "a notice takes two people"),
        Rule("edition_unlike", "record_edition", "INSERT", _UNLIKE, "a drill stays a drill"),
    ),
    columns=(
        ("record_edition", "drill"),
        ("record_edition", "notice_expires_at"),
        ("releases_signoff", "decided_by_id"),
        ("wagtailcore_revision", "user_id"),
    ),
)
