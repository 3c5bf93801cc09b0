"""Every role at every desk address (HARDENING rows 24, 26, 27)."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.decide.releases import actions
from bantin.decide.releases.models import Release, SignOff
from tests.desk.conftest import CANARY, signed_in

WORDS = {
    "app_label": "releases",
    "app_name": "releases",
    "model_name": "release",
    "content_type_app_name": "releases",
    "content_type_model_name": "release",
    "action": "delete",
    "action_name": "delete",
    "filter_spec": "max-165x165",
    "uidb64": "x",
    "token": "x",
    "name": "images/x.jpg",
    "revision_id_a": "earliest",
    "revision_id_b": "latest",
}


LEFT_OUT = {
    "/desk/logout/",
    "/desk/choose-external-link/",  # fails without the query string that Wagtail's script gives it
}


def addresses() -> Iterator[str]:
    """Each address below /desk/, with 7001 for every number."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            else:
                yield route

    for route in walk(get_resolver().url_patterns, ""):
        plain = route.replace("^", "").replace("$", "")
        plain = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", plain)
        plain = re.sub(r"\(\?:.*\)", "", plain)
        if plain.startswith("desk/"):
            yield "/" + re.sub(r"<(?:\w+:)?(\w+)>", _value, plain)


def _value(match: re.Match[str]) -> str:
    return WORDS.get(match.group(1), "7001")


@pytest.fixture
def office(release: Release, officer: User) -> SignOff:
    """The draft, submitted, with revision, request and log entry all numbered 7001."""
    newest = release.latest_revision
    assert newest
    newest.pk = 7001
    newest.save()
    Release.objects.filter(pk=release.pk).update(latest_revision=7001)
    Revision.objects.exclude(pk=7001).delete()
    sign_off = actions.submit(release.pk, by=officer, at=timezone.now())
    SignOff.objects.filter(pk=sign_off.pk).update(id=7001)
    ModelLogEntry.objects.log_action(
        instance=release, action="wagtail.edit", user=officer, title=release.title
    )
    User.objects.create_user(pk=7001, username="ai-do")
    return SignOff.objects.get(pk=7001)


def answers(client: Client) -> Iterator[tuple[str, str, int, str]]:
    for address in sorted(set(addresses())):
        if address in LEFT_OUT:
            continue
        for method in ("get", "post"):
            response = getattr(client, method)(address)
            body = b"".join(response) if response.streaming else response.content
            shown = body.decode("utf-8", "replace") + str(response.headers)
            response.close()
            yield method, address, response.status_code, shown


OUTSIDERS: list[tuple[Role, ...] | None] = [
    None,
    (),
    (Role.COVERAGE_CLERK,),
    (Role.ADMINISTRATOR,),
]


@pytest.mark.parametrize("roles", OUTSIDERS, ids=lambda r: "-".join(r) if r else repr(r))
def test_no_draft_is_shown_to_those_who_may_not_see_it(
    roles: tuple[Role, ...] | None, office: SignOff, staff: Callable[..., User]
) -> None:
    client = Client() if roles is None else signed_in(staff("nguoi-ngoai", *roles))
    client.raise_request_exception = False
    shown = [
        f"{method} {address} ({status})"
        for method, address, status, body in answers(client)
        if CANARY in body or status >= 500
    ]
    assert shown == []
    office.refresh_from_db()
    assert office.status == SignOff.Status.OPEN
    release = Release.objects.get(pk=7001)
    assert release.latest_revision_id == 7001
    assert not release.locked


def test_the_sweep_would_see_a_leak_and_nothing_fails(office: SignOff, officer: User) -> None:
    client = signed_in(officer)
    client.raise_request_exception = False
    found = list(answers(client))
    assert [f"{m} {a}" for m, a, status, _ in found if status >= 500] == []
    assert {
        "/desk/releases/",
        "/desk/releases/edit/7001/",
        "/desk/releases/history/7001/",
        "/desk/approvals/7001/",
        "/desk/images/",
        "/desk/documents/",
    } <= {a for _, a, _, body in found if CANARY in body}


def test_an_authorised_person_reads_and_changes_nothing(
    office: SignOff, staff: Callable[..., User]
) -> None:
    client = signed_in(staff("uy-quyen", Role.AUTHORISED_PERSON))
    client.raise_request_exception = False
    assert [f"{m} {a}" for m, a, status, _ in answers(client) if status >= 500] == []
    office.refresh_from_db()
    assert office.status == SignOff.Status.OPEN
    assert CANARY in client.get("/desk/approvals/7001/").content.decode()
    for address in ("edit/7001/", "add/", "delete/7001/", "copy/7001/", "submit/7001/"):
        response = client.get(f"/desk/releases/{address}")
        assert (response.status_code, CANARY in response.content.decode()) == (302, False)


def test_what_wagtail_brings_for_pages_is_absent(officer: User) -> None:
    officer.is_superuser = True
    officer.save()
    client = signed_in(officer)
    for address in (
        "pages/",
        "reports/site-history/",
        "workflows/list/",
        "groups/",
        "collections/",
        "api/main/images/",
        "bulk/accounts/user/assign_role/",
        "bulk/releases/release/delete/",
        "snippets/",
        "users/delete/7001/",
    ):
        assert client.get(f"/desk/{address}").status_code == 404, address
        assert client.post(f"/desk/{address}").status_code == 404, address


def stored(release: Release) -> dict[str, str]:
    picture = release.images.get().image
    return {
        "original": picture.file.url,
        "copy": picture.get_rendition("max-32x32").url,
        "document": release.attachments.get().document.file.url,
    }


def test_files_are_served_to_staff_who_may_see_drafts(release: Release, officer: User) -> None:
    client = signed_in(officer)
    for kind, address in stored(release).items():
        response = client.get(address)
        assert response.status_code == 200, address
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        response.close()
        attached = response.headers["Content-Disposition"].startswith("attachment")
        assert attached == (kind == "document")


@pytest.mark.parametrize("roles", OUTSIDERS[1:], ids=lambda r: "-".join(r) or "none")
def test_files_are_absent_for_other_staff(
    roles: tuple[Role, ...], release: Release, staff: Callable[..., User]
) -> None:
    client = signed_in(staff("nguoi-ngoai", *roles))
    assert {client.get(address).status_code for address in stored(release).values()} == {404}


def test_files_ask_strangers_to_sign_in(release: Release) -> None:
    for address in stored(release).values():
        response = Client().get(address)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/accounts/login/?next=")


def test_wagtails_own_file_addresses_do_not_exist(release: Release, officer: User) -> None:
    for client in (Client(), signed_in(officer)):
        for address in (
            "/documents/7001/bachyenvangmo.pdf",
            "/desk/documents/7001/bachyenvangmo.pdf/",
            "/media/original_images/bachyenvangmo.jpg",
            "/images/7001/max-165x165/",
            "/desk/images/7001/generate_url/",
        ):
            response = client.get(address)
            assert response.status_code == 404 or "/login/" in response.headers["Location"]


@pytest.mark.parametrize(
    "name", ["../secret-key", "%2e%2e/secret-key", "..%2fsecret-key", "a%00b", "/etc/passwd", ""]
)
def test_the_file_view_stays_in_its_folder(name: str, officer: User) -> None:
    assert signed_in(officer).get(f"/desk/file/{name}").status_code == 404
