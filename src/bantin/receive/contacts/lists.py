"""Lists of contacts as CSV: read, checked line by line, reported."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice, product
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from bantin.core.refusals import Refusal
from bantin.receive.contacts import actions
from bantin.receive.contacts.errors import FileRefused, UnknownCode
from bantin.receive.contacts.models import Contact, Language, Outlet
from bantin.receive.subjects.models import Area, Topic

COLUMNS = ("kind", "name", "email", "language", "outlet", "topics", "areas", "consent")
NEEDED = {"email", "consent"}
LARGEST = 5 * 2**20
CHUNK = 200  # lines in one transaction

Subject = TypeVar("Subject", Topic, Area)


@dataclass
class Report:
    """What an import did: contacts added, contacts there already, and lines refused with why."""

    added: int = 0
    known: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def import_contacts(data: bytes, *, source: str, at: datetime) -> Report:
    """Add the contacts of a CSV file with their consents and subscriptions.

    The columns are kind, name, email, language, outlet, topics, areas and consent (the words that
    the person agreed to); topics and areas are codes with ``|`` between them, an empty one means
    any. A line without consent is refused. Importing a file twice changes nothing.

    Raises:
        FileRefused: It is not such a file; nothing was changed.
    """
    report = Report()
    numbered = iter(enumerate(_lines(data), start=2))
    while chunk := list(islice(numbered, CHUNK)):
        with transaction.atomic():
            for number, line in chunk:
                _take(line, number, report, source=source, at=at)
    return report


def _lines(data: bytes) -> Iterator[dict[str, str]]:
    if len(data) > LARGEST:
        raise _refused(_("it is too large"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(_("it is not UTF-8")) from error
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",", strict=True)
    if not set(reader.fieldnames or []) >= NEEDED:
        raise _refused(_("its first line does not name the columns"))
    try:
        lines = [{k: (v or "").strip(" ") for k, v in row.items() if k} for row in reader]
    except csv.Error as error:
        raise _refused(str(error)) from error
    return iter(lines)


def _take(line: dict[str, str], number: int, report: Report, *, source: str, at: datetime) -> None:
    try:
        with transaction.atomic():
            new = _add(line, source=f"{source}, {number}", at=at)
    except Refusal as refusal:
        report.refused.append((number, str(refusal)))
    else:
        report.added += new
        report.known += not new


def _add(line: dict[str, str], *, source: str, at: datetime) -> bool:
    contact, new = actions.add_contact(
        kind=_known(line.get("kind") or Contact.Kind.JOURNALIST, Contact.Kind.values, "kind"),
        name=line.get("name", ""),
        email=line["email"],
        language=_known(line.get("language") or "vi", Language.values, "language"),
        outlet=_outlet(line.get("outlet", "")),
    )
    if new:
        actions.record_consent(contact, text=line["consent"], source=source, at=at)
        topics: list[Topic | None] = [*_coded(Topic, line.get("topics", ""), "topics")]
        areas: list[Area | None] = [*_coded(Area, line.get("areas", ""), "areas")]
        for topic, area in product(topics or [None], areas or [None]):
            actions.subscribe(contact, topic=topic, area=area, at=at)
    return new


def _known(value: str, values: Iterable[str], column: str) -> str:
    if value not in values:
        raise UnknownCode(code=value, column=column)
    return value


def _outlet(code: str) -> Outlet | None:
    outlet = Outlet.objects.filter(code=code).first() if code else None
    if code and outlet is None:
        raise UnknownCode(code=code, column="outlet")
    return outlet


def _coded(model: type[Subject], codes: str, column: str) -> list[Subject]:
    wanted = [code.strip() for code in codes.split("|") if code.strip()]
    found = {one.code: one for one in model.objects.filter(code__in=wanted)}
    for code in wanted:
        if code not in found:
            raise UnknownCode(code=code, column=column)
    return list(found.values())


def _refused(why: str) -> FileRefused:
    return FileRefused(why=why, most=LARGEST // 2**20, columns=", ".join(COLUMNS))
