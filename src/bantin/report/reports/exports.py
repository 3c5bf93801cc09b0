"""The figures as tables for spreadsheets: the same numbers as on the page."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from bantin.core.sheets import as_csv, as_xlsx
from bantin.publish.record.models import Edition
from bantin.report.reports.figures import STATES, Figure, Report

Waits = list[tuple[Edition, timedelta | None]]


def csv_of(report: Report) -> bytes:
    """One row per figure: what, number, as shown, definition, address of the rows."""
    return as_csv(_head(), _figure_rows(report))


def xlsx_of(report: Report, waits: Waits) -> bytes:
    """Figures, items per day, breakdowns and waiting times as sheets with typed cells."""
    states = [str(state.label) for state in STATES]
    sheets: list[tuple[str, list[Any], Any]] = [
        (_("Figures"), _head(), _figure_rows(report)),
        (_("Items per day"), [_("Day"), _("Items")], [[b.label, b.count] for b in report.days]),
    ]
    for breakdown in report.breakdowns:
        rows = [[str(text), *(cell.count for cell in cells)] for text, cells in breakdown.rows]
        sheets.append((str(breakdown.label), [str(breakdown.label), *states], rows))
    head = [_("Release"), _("Went live"), _("Minutes to the first item")]
    sheets.append((_("Time to the first item"), head, _wait_rows(waits)))
    return as_xlsx(sheets)


def _head() -> list[str]:
    return [
        _("Figure"),
        _("Rows"),
        _("Shown"),
        _("Definition"),
        _("From"),
        _("To"),
        _("Address of the rows"),
    ]


def _figure_rows(report: Report) -> Iterator[list[Any]]:
    figures = list(report.all)
    for breakdown in report.breakdowns:
        figures += [cell for _text, cells in breakdown.rows for cell in cells]
    labels = _breakdown_labels(report)
    for figure in figures:
        yield [
            labels.get(figure.name, str(figure.label)),
            figure.count,
            figure.value,
            str(figure.definition),
            report.period.since,
            report.period.until,
            settings.BASE_URL + figure.address,
        ]


def _breakdown_labels(report: Report) -> dict[str, str]:
    cells: list[tuple[Figure, Any, Any]] = [
        (cell, breakdown.label, text)
        for breakdown in report.breakdowns
        for text, row in breakdown.rows
        for cell in row
    ]
    return {cell.name: f"{label}: {text}, {cell.label}" for cell, label, text in cells}


def _wait_rows(waits: Waits) -> Iterator[list[Any]]:
    for edition, wait in waits:
        minutes = round(wait.total_seconds() / 60, 1) if wait is not None else ""
        yield [edition.title, edition.live.at, minutes]
