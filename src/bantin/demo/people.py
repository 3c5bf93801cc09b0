"""The demo's staff, contacts, outlets, topics and areas."""

from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.decide.releases.models import Authorisation
from bantin.receive.contacts.models import Consent, Contact, Outlet, Subscription
from bantin.receive.subjects.models import Area, Topic

PASSWORD = "bantin-demo-2026"  # noqa: S105 - printed on the demo's first page
WITH_SECOND_FACTOR = {Role.SPOKESPERSON, Role.AUTHORISED_PERSON}


def add_subjects(office: dict[str, Any]) -> None:
    """Topics, and areas under the province."""
    for row in office["topics"]:
        Topic.objects.create(**row)
    for row in office["areas"]:
        parent = Area.objects.get(code=row["parent"]) if row["parent"] else None
        Area.objects.create(**(row | {"parent": parent}))


def add_staff(office: dict[str, Any]) -> None:
    """One account for each role, all with the same password."""
    password = make_password(PASSWORD)
    for row in office["staff"]:
        user = User.objects.create(
            username=row["username"],
            password=password,
            display_name=row["name"],
            title=row["title_en" if row["language"] == "en" else "title_vi"],
            language=row["language"],
        )
        user.groups.add(Group.objects.get(name=row["role"]))
        if row["role"] in WITH_SECOND_FACTOR:
            TOTP.activate(user, generate_totp_secret())


def authorise(codes: list[str], *, at: datetime) -> None:
    """A year's authorisation for the authorised person, on topics with these codes."""
    person = User.objects.get(groups__name=Role.AUTHORISED_PERSON.value)
    authorisation = Authorisation.objects.create(
        person=person,
        valid_from=at - timedelta(days=120),
        valid_to=at + timedelta(days=245),
        document="118/QĐ-CAT",
    )
    authorisation.topics.set(Topic.objects.filter(code__in=codes))


def add_contacts(office: dict[str, Any], *, at: datetime) -> None:
    """Outlets, and contacts with their consent and subscriptions."""
    for row in office["outlets"]:
        Outlet.objects.create(**row)
    for number, row in enumerate(office["contacts"]):
        add_contact(row, at=at - timedelta(days=60 + number % 200))


def add_contact(row: dict[str, Any], *, at: datetime, drills_only: bool = False) -> None:
    """One contact with a consent and what they asked for."""
    contact = Contact.objects.create(
        kind=row["kind"],
        name=row["name"],
        email=row["email"],
        language=row["language"],
        outlet=Outlet.objects.get(code=row["outlet"]) if row["outlet"] else None,
        drills_only=drills_only,
    )
    Consent.objects.create(contact=contact, text=row["consent_text"], source="demo", given_at=at)
    _subscribe(contact, row, at)


def _subscribe(contact: Contact, row: dict[str, Any], since: datetime) -> None:
    for code in row["topics"] or [None]:
        for area in row["areas"] or [None]:
            Subscription.objects.create(
                contact=contact,
                topic=Topic.objects.get(code=code) if code else None,
                area=Area.objects.get(code=area) if area else None,
                since=since,
            )
