"""Share and cite: the edition that was read, in words and for programs."""

import json

from django.test import Client

from bantin.publish.newsroom.tests.conftest import Make
from bantin.publish.record.models import Edition

BASE = "http://127.0.0.1:8000"


def test_a_release_can_be_shared_and_cited_without_javascript(
    reader: Client, corrected: list[Edition]
) -> None:
    first, second = corrected
    current = reader.get(second.get_absolute_url()).content.decode()
    old = reader.get(f"{first.get_absolute_url()}phien-ban/1/").content.decode()

    assert f'readonly value="{BASE}{second.get_absolute_url()}"' in current
    cited = current.split('id="citation"')[1].split("</textarea>")[0]
    assert "“Có 21.300 tin, bài”, phiên bản 2" in cited
    assert cited.endswith(f"{BASE}{second.get_absolute_url()}phien-ban/2/")
    assert "/phien-ban/1/" in old.split('id="citation"')[1].split("</textarea>")[0]
    share = current.split('id="share"')[1].split("</section>")[0]
    assert share.count("<button") == share.count(" hidden>") - 2 == 3
    assert "http" not in share.replace(BASE, "")


def test_bibtex_names_the_edition_and_holds_no_instruction(reader: Client, live: Make) -> None:
    edition = live("Giá 5% & {\\input{x}} ~ cầu_1")

    response = reader.get(f"{edition.get_absolute_url()}phien-ban/1/citation.bib")

    text = response.content.decode()
    assert response["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert text.startswith(f"@misc{{{edition.name}-1,\n")
    assert r"title = {{Giá 5\% \& \{\textbackslash{}input\{x\}\} \textasciitilde{} cầu\_1}}" in text
    assert f"url = {{{BASE}{edition.get_absolute_url()}phien-ban/1/}}" in text
    assert "month = {3}" in text
    plain = text.replace("\\{", "").replace("\\}", "")
    assert plain.count("{") == plain.count("}")


def test_csl_json_is_the_edition_in_the_language_of_its_text(reader: Client, live: Make) -> None:
    edition = live("Bridge closed", language="en")

    answer = reader.get(f"{edition.get_absolute_url()}citation.json")

    (item,) = json.loads(answer.content)
    assert item["title"] == "Bridge closed"
    assert item["genre"] == "Press release"
    assert item["author"] == [{"literal": edition.content["agency"]["en"]}]
    assert item["issued"] == {"date-parts": [[2026, 3, 1]]}
    assert item["URL"] == f"{BASE}/en{edition.get_absolute_url()}phien-ban/1/"
    assert item["version"] == "1"


def test_a_citation_of_what_is_not_public_is_not_there(reader: Client, sealed: Make) -> None:
    edition = sealed()

    assert reader.get(f"{edition.get_absolute_url()}citation.bib").status_code == 404
    assert reader.get(f"{edition.get_absolute_url()}phien-ban/1/citation.json").status_code == 404
