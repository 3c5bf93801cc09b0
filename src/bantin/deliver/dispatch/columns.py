"""Values and names of the delivery table's columns, for the statements that we write ourselves."""

from typing import Any

from django.db import connection
from django.db.models import Field

from bantin.deliver.dispatch.models import Delivery


def adapted(**values: Any) -> list[Any]:
    """``values`` as this database stores them in the delivery's columns of the same names."""
    return [_field(name).get_db_prep_save(value, connection) for name, value in values.items()]


def column(name: str) -> str:
    """What the database calls the field ``name``."""
    return str(_field(name).column)


def _field(name: str) -> "Field[Any, Any]":
    field = Delivery._meta.get_field(name)
    assert isinstance(field, Field)  # noqa: S101 - only columns are asked for
    return field
