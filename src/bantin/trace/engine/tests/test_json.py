"""The published schema and what is really printed."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from bantin.trace.engine import Edition, Index, Item, Match, Reasons, match_schema
from bantin.trace.engine.model import Drift, Passage

from .conftest import BRIDGE, FLOOD, SCHOOL

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}
KNOWN = {
    "$schema", "$id", "$defs", "title", "description", "type", "required", "properties",
    "additionalProperties", "items", "prefixItems", "minItems", "minimum", "maximum", "enum",
    "anyOf", "$ref",
}  # fmt: skip


def wrong(value: Any, schema: Any, root: dict[str, Any], at: str = "") -> Iterator[str]:
    """What does not fit: the part of JSON Schema 2020-12 that the published schema uses."""
    if schema is False:
        yield f"{at} is not allowed"
        return
    assert set(schema) <= KNOWN
    if "$ref" in schema:
        yield from wrong(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, at)
    if "anyOf" in schema and all(list(wrong(value, one, root, at)) for one in schema["anyOf"]):
        yield f"{at} fits none"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at} is {value!r}"
    kind = TYPES[schema["type"]] if "type" in schema else object
    if not isinstance(value, kind) or (isinstance(value, bool) and kind not in (bool, object)):
        yield f"{at} is no {schema['type']}"
    elif isinstance(value, dict):
        yield from _wrong_fields(value, schema, root, at)
    elif isinstance(value, list):
        yield from _wrong_items(value, schema, root, at)
    elif isinstance(value, int | float) and not _in_range(value, schema):
        yield f"{at} is out of range"


def _in_range(value: float, schema: Any) -> bool:
    return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))


def _wrong_fields(
    value: dict[str, Any], schema: Any, root: dict[str, Any], at: str
) -> Iterator[str]:
    if "properties" in schema:
        yield from (f"{at}.{name} is missing" for name in set(schema["required"]) - set(value))
        for name, part in value.items():
            rule = schema["properties"].get(name, schema["additionalProperties"])
            yield from wrong(part, rule, root, f"{at}.{name}")


def _wrong_items(value: list[Any], schema: Any, root: dict[str, Any], at: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"{at} is too short"
    first = schema.get("prefixItems", [])
    for number, part in enumerate(value):
        rule = first[number] if number < len(first) else schema.get("items", {})
        yield from wrong(part, rule, root, f"{at}[{number}]")


def lines() -> list[dict[str, Any]]:
    """Real output: a copy with drift, a quote, two editions that cannot be told apart."""
    editions = [
        Edition("flood", FLOOD, "Giúp dân vùng lũ", "f", 1),
        Edition("flood2", FLOOD.replace("345", "354"), "Giúp dân vùng lũ", "f", 2),
        Edition("bridge", BRIDGE, version=3),
        Edition("school", SCHOOL),
    ]
    index = Index(editions)
    items = [
        Item("copy", FLOOD.replace("21.300", "23.100")),
        Item("quote", FLOOD.split(". ")[2] + ". " + BRIDGE),
        Item("all", "\n".join((FLOOD, BRIDGE, SCHOOL))),
    ]
    found = index.match_many(items, all_editions=True)
    return [json.loads(json.dumps(match.as_json())) for matches in found for match in matches]


def test_real_lines_fit_the_published_schema() -> None:
    schema = match_schema()
    real = lines()

    assert len(real) >= 6
    assert any(line["drift"] for line in real)
    assert any(not line["version_certain"] for line in real)
    for line in real:
        assert list(wrong(line, schema, schema)) == []
        assert set(line) == set(schema["properties"])


REASONS = Reasons(12.5, 8.0, 15, (0, 60), 13.0)
MATCH = Match(
    "a", "b", 20.5, 1.0, 0.5, (Passage((0, 60), (5, 65)),),
    (Drift("number", "2", "3", (1, 2), (6, 7)),), False, True, 4, REASONS,
)  # fmt: skip


def test_a_line_carries_everything_that_a_match_knows() -> None:
    schema = match_schema()
    line = json.loads(json.dumps(MATCH.as_json()))

    assert list(wrong(line, schema, schema)) == []
    assert line["reasons"] == {
        "weight": 12.5, "sentence_bonus": 8.0, "syllables": 15, "best": [0, 60], "threshold": 13.0,
    }  # fmt: skip
    assert (line["version"], line["version_certain"], line["cut"]) == (4, False, True)
    assert line["drift"][0]["edition_at"] == [6, 7]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("score",), "20"),
        (("version",), 1.5),
        (("cut",), 1),
        (("item_share",), 1.2),
        (("passages",), []),
        (("passages", 0, "item"), [0]),
        (("passages", 0, "item"), [0, 1, 2]),
        (("passages", 0, "edition", 0), -1),
        (("drift", 0, "kind"), "opinion"),
        (("reasons", "best"), [1]),
        (("reasons", "syllables"), None),
        (("extra",), 1),
    ],
)
def test_the_schema_refuses_what_is_no_line(path: tuple[Any, ...], value: Any) -> None:
    schema = match_schema()
    line = copy.deepcopy(MATCH.as_json())
    place: Any = line
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    assert list(wrong(line, schema, schema))


def test_the_schema_refuses_a_line_without_one_of_its_fields() -> None:
    schema = match_schema()
    for name in MATCH.as_json():
        line = MATCH.as_json()
        del line[name]
        assert list(wrong(line, schema, schema)) == [f".{name} is missing"]
