"""How the coverage pages write shares and what was found."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from bantin.trace.coverage.models import Item
from bantin.trace.coverage.outdated import distinct_figures

register = template.Library()
register.filter("distinct_figures", distinct_figures)
KINDS = {"number": _("figure"), "date": _("date"), "name": _("proper name")}


@register.filter
def percent(share: float) -> str:
    """A share between 0 and 1 as a percentage: 0.734 → “73 %”; small ones as “< 1 %”."""
    if 0 < share < 0.01:
        return "< 1 %"
    return f"{number_format(round(share * 100))} %"


@register.filter
def unlocal(share: float) -> str:
    """A share as HTML attributes want it, with a point in every language."""
    return f"{share:.4f}"


@register.filter
def kind_label(kind: str) -> str:
    """What kind of thing differs, in words."""
    return str(KINDS.get(kind, kind))


@register.filter
def numbered(differences: list[dict[str, Any]], number: int) -> dict[str, Any]:
    """The difference with this number, counted from 1."""
    return differences[number - 1]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a list says about an item."""

    outdated: bool
    drift: int
    clean: bool
    unmatched: bool
    waiting: bool


@register.filter
def verdict(item: Item) -> Verdict:
    """What tracing found in an item whose matches are loaded."""
    matches = list(item.matches.all())
    outdated = any(match.outdated_since for match in matches)
    drift = sum(len(match.drift) for match in matches)
    return Verdict(
        outdated=outdated,
        drift=drift,
        clean=bool(matches) and not drift and not outdated,
        unmatched=not matches and item.traced_at is not None,
        waiting=item.traced_at is None,
    )
