"""The page for people names all that the description has."""

import pytest
from django.test import Client

from bantin.api.conftest import API


@pytest.mark.parametrize("address", ["/api/", "/en/api/"])
def test_every_address_is_on_the_page(address: str) -> None:
    described = Client().get(f"{API}/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    page = Client().get(address).content.decode()

    for path in described["paths"]:
        assert f"<code>{path.removeprefix(API)}</code>" in page
    assert "//cdn" not in page


def test_the_root_leads_to_the_page() -> None:
    assert Client().get(f"{API}/").headers["Location"] == "/api/"
