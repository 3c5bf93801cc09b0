"""A public page that no test opens is one whose barriers nobody sees."""

import re
from collections.abc import Iterator

from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern

from tests.support.addresses import patterns
from tests.support.public_pages import NO_PAGES, PAGES

NOT_PUBLIC = ("desk/", "accounts/", "demo/", "api/v1/")
FILE = re.compile(r"\.\w+\$?$")


def public() -> Iterator[tuple[str, str]]:
    for route, name, _view in patterns(get_resolver()):
        if not route.startswith(NOT_PUBLIC):
            yield route, name


def test_every_public_page_is_in_the_table_of_page_types() -> None:
    listed = {page.view for page in PAGES} | set(NO_PAGES)
    ends_like_a_page = {name for route, name in public() if re.search(r"(^|/)\$?$", route)}

    assert ends_like_a_page - listed == set(), "add it to tests/support/public_pages.py"
    assert {"newsroom:home", "newsroom:release", "contacts:confirm"} <= ends_like_a_page


def test_what_the_table_names_exists_and_no_type_stands_there_twice() -> None:
    exist = {name for _route, name in public()}

    assert {page.view for page in PAGES} | set(NO_PAGES) <= exist
    names = [page.name for page in PAGES]
    assert sorted(set(names)) == sorted(names)


def test_an_address_in_both_languages_that_does_not_end_like_a_page_is_a_file() -> None:
    translated = next(
        one for one in get_resolver().url_patterns if isinstance(one.pattern, LocalePrefixPattern)
    )
    for route, name, _view in patterns(translated):
        if not re.search(r"(^|/)\$?$", route) and name not in NO_PAGES:
            assert FILE.search(route), f"{name} shows no file: end its address with a slash"
