"""Contacts as a file for other programs: chosen as in the list on the desk, noted before it leaves."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bantin.accounts.actions import log_export
from bantin.accounts.models import Export
from bantin.accounts.permissions import needs
from bantin.core.clock import database_now
from bantin.core.sheets import as_csv, as_xlsx
from bantin.receive.contacts import desk
from bantin.receive.contacts.models import Contact
from bantin.receive.contacts.queries import reachable

MOST_IN_A_WORKBOOK = 100_000  # rows; a spreadsheet program takes little more
TYPES = {
    Export.Format.CSV: "text/csv; charset=utf-8",
    Export.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportForm(forms.Form):
    """What the file is for, and its format."""

    purpose = forms.CharField(
        label=gettext_lazy("What the file is for"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Name no person here: this sentence stays for good."),
    )
    format = forms.ChoiceField(
        label=gettext_lazy("format"),
        choices=Export.Format.choices,
        initial=Export.Format.CSV,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows

    def clean_format(self) -> str:
        """A workbook holds only so much."""
        chosen: str = self.cleaned_data["format"]
        if chosen == Export.Format.XLSX and self.rows > MOST_IN_A_WORKBOOK:
            raise forms.ValidationError(
                _("A workbook holds %(most)s rows at most. Choose CSV, or narrow the list first."),
                params={"most": MOST_IN_A_WORKBOOK},
            )
        return chosen


@needs("contacts.change_contact")
def export(request: HttpRequest) -> HttpResponse:
    """Say what leaves the office, ask what for, note it, and hand the file out."""
    contacts = desk.with_consent(Contact.objects.select_related("outlet"))
    chosen = desk.ContactFilters(request.GET, queryset=contacts, request=request)
    if not chosen.is_valid():
        return redirect("contacts_desk:list")  # a wrong filter must not export everybody
    words = request.GET.get("q", "").strip()
    found = desk.named(chosen.qs, words) if words else chosen.qs
    found = found.filter(forgotten_at=None)
    rows = found.count()
    form = ExportForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        return _hand_out(request, form.cleaned_data, list(_rows(found)), _codes(chosen, words))
    context = {
        "form": form,
        "rows": rows,
        "silent": rows - found.filter(pk__in=reachable().values("pk")).count(),
        "header": _header(),
        "filter": _in_words(chosen, words),
        "back": f"{reverse('contacts_desk:list')}?{request.GET.urlencode()}",
    }
    return render(request, "contacts/desk/export.html", context)


def _hand_out(
    request: HttpRequest, asked: dict[str, Any], rows: list[list[str]], codes: dict[str, Any]
) -> HttpResponse:
    """The file; it exists only once the note of it is written."""
    wanted = Export.Format(asked["format"])
    body = _as(wanted, rows)
    noted = log_export(
        Contact,
        by=request.user,  # type: ignore[arg-type]  # signed in: they have a permission
        at=database_now(),
        purpose=asked["purpose"],
        format=wanted,
        filter=codes,
        rows=len(rows),
    )
    name = f"dau-moi-lien-he-{noted.at:%Y-%m-%d}.{wanted}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type=TYPES[wanted], headers=headers)


def _as(wanted: Export.Format, rows: list[list[str]]) -> bytes:
    if wanted is Export.Format.XLSX:
        return as_xlsx([(_("Contacts"), _header(), rows)])
    return as_csv(_header(), rows)


def _header() -> list[str]:
    return [
        _("Name"),
        _("E-mail"),
        _("Kind"),
        _("Outlet"),
        _("Language"),
        _("State"),
        _("Topics"),
        _("Areas"),
    ]


def _rows(contacts: Any) -> Iterator[list[str]]:
    states = dict(desk.STATES)
    every = _("any")
    asked = contacts.prefetch_related("subscriptions__topic", "subscriptions__area")
    for contact in asked.iterator(chunk_size=1000):
        subscriptions = list(contact.subscriptions.all())
        yield [
            contact.name,
            contact.email,
            contact.get_kind_display(),
            str(contact.outlet or ""),
            contact.get_language_display(),
            str(states[desk.state(contact)]),
            _joined(str(one.topic or every) for one in subscriptions),
            _joined(str(one.area or every) for one in subscriptions),
        ]


def _joined(names: Iterator[str]) -> str:
    return " | ".join(dict.fromkeys(names))


def _codes(chosen: desk.ContactFilters, words: str) -> dict[str, Any]:
    """The filter by its codes; words that were searched for may be a name and are not kept."""
    codes = {
        name: str(getattr(value, "code", value))
        for name, value in chosen.form.cleaned_data.items()
        if value
    }
    return codes | ({"q": "…"} if words else {})


def _in_words(chosen: desk.ContactFilters, words: str) -> list[tuple[str, str]]:
    """The filter as the person who chose it reads it."""
    said = []
    for name, value in chosen.form.cleaned_data.items():
        if value:
            field = chosen.form.fields[name]
            labels = dict(getattr(field, "choices", [])) if isinstance(value, str) else {}
            said.append((str(field.label), str(labels.get(value, value))))
    return [*said, *([(_("search"), words)] if words else [])]
