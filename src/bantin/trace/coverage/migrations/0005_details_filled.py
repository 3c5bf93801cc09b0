"""What stored items now say about themselves, worked out from their dates and matches."""

from typing import Any

from django.db import migrations
from django.utils import timezone

_AT_ONCE = 500


def fill(apps: Any, schema_editor: Any) -> None:
    """Days, what the matches say together, and the topics and areas of the copied editions."""
    items = apps.get_model("coverage", "Item").objects.using(schema_editor.connection.alias)
    last = 0
    while some := list(
        items.filter(pk__gt=last)
        .only("pk", "published_at", "added_at")
        .prefetch_related("matches__edition__topics", "matches__edition__areas")
        .order_by("pk")[:_AT_ONCE]
    ):
        last = some[-1].pk
        for item in some:
            _describe(item)
        fields = ["day", "is_matched", "has_drift", "outdated_since"]
        items.bulk_update(some, fields)
        _file(apps, schema_editor, some)


def _describe(item: Any) -> None:
    matches = item.matches.all()
    item.day = timezone.localdate(item.published_at or item.added_at)
    item.is_matched = bool(matches)
    item.has_drift = any(match.drift for match in matches)
    since = [match.outdated_since for match in matches if match.outdated_since]
    item.outdated_since = min(since, default=None)


def _file(apps: Any, schema_editor: Any, items: list[Any]) -> None:
    for kind, names in (("topic", "topics"), ("area", "areas")):
        rows = apps.get_model("coverage", f"Item{kind.title()}")
        pairs = {
            (item.pk, subject.pk)
            for item in items
            for match in item.matches.all()
            for subject in getattr(match.edition, names).all()
        }
        rows.objects.using(schema_editor.connection.alias).bulk_create(
            rows(item_id=item, how="match", **{f"{kind}_id": subject})
            for item, subject in sorted(pairs)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0004_details"),
        ("record", "0007_search_entries"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
