"""What tells items apart in a figure, and the queries that count them by it."""

# What tells items apart, as a tally's column and as an expression over an item ``i``.
LIKENESS = {
    "outlet": "COALESCE(i.outlet_id, 0)",
    '"column"': "COALESCE(i.column_id, 0)",
    "medium": "i.medium",
    "form": "i.form",
    "language": "i.language",
    "relation": "i.relation",
    "is_traced": "i.traced_at IS NOT NULL",
    "is_matched": "i.is_matched",
    "has_drift": "i.has_drift",
    "is_outdated": "i.outdated_since IS NOT NULL",
    "is_reprint": "i.is_reprint",
}
KEY = ["kind", "subject", "grain", "first", *LIKENESS]
COLUMNS = ", ".join([*KEY, "items", "airtime", "settled"])
_MONTH = {
    "postgresql": "date_trunc('month', i.day)::date",
    "sqlite": "date(i.day, 'start of month')",
}
SUBJECTS = {"topic": "t", "area": "a"}
ITEM = "coverage_item"


def counted(
    vendor: str, source: str, *, times: str = "i.times", kind: str = "i", subject: str = "0"
) -> str:
    """A query for the tallies of the items ``source i``, each counting ``times``."""
    likeness = list(LIKENESS.values())
    grains = {"d": "i.day", "m": _MONTH[vendor]}
    return " UNION ALL ".join(
        _sums(vendor, [f"'{kind}'", subject, f"'{grain}'", first, *likeness], source, times)
        for grain, first in grains.items()
    )


def _sums(vendor: str, key: list[str], source: str, times: str) -> str:
    items, airtime = f"SUM({times})", f"SUM({times} * COALESCE(i.airtime_seconds, 0))"
    settled = "FALSE" if vendor == "postgresql" else "0"
    places = ", ".join(str(number) for number in range(1, len(key) + 1))
    return (
        f"SELECT {', '.join(key)}, {items}, {airtime}, {settled} FROM {source} i "  # noqa: S608
        f"WHERE i.set_aside_at IS NULL GROUP BY {places} "
        f"HAVING {items} <> 0 OR {airtime} <> 0"
    )


def insert(query: str) -> str:
    """Tallies for what ``query`` finds."""
    return f"INSERT INTO coverage_tally ({COLUMNS}) {query}"


def filed(subject: str, items: str = ITEM) -> str:
    """A source of items, each as often as it is filed under a topic or an area."""
    return (
        f"(SELECT item.*, filed.{subject}_id AS subject "  # noqa: S608 - our own words
        f"FROM {items} item JOIN coverage_item{subject} filed ON filed.item_id = item.id)"
    )


def everything(vendor: str) -> list[str]:
    """Queries that count all items, and all filed items."""
    queries = [counted(vendor, ITEM, times="1")]
    for subject, kind in SUBJECTS.items():
        queries.append(counted(vendor, filed(subject), times="1", kind=kind, subject="i.subject"))
    return queries
