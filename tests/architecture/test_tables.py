"""No table points to a table of a later stage."""

from django.apps import apps
from django.db import models

from tools.flow import stages


def stage_of(model: type[models.Model]) -> int | None:
    """The place of a model's stage in the flow; None for packages that are not ours."""
    parts = model.__module__.split(".")
    return stages().index(parts[1]) if parts[0] == "bantin" else None


def later(source: type[models.Model], target: type[models.Model]) -> bool:
    """Whether ``target`` belongs to a later stage than ``source``."""
    here, there = stage_of(source), stage_of(target)
    return here is not None and there is not None and there > here


def relations(model: type[models.Model]) -> list[tuple[str, type[models.Model]]]:
    """Names and targets of a model's own foreign keys, one-to-one and many-to-many fields."""
    return [
        (field.name, field.related_model)
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and isinstance(field.related_model, type)
        and issubclass(field.related_model, models.Model)
    ]


def test_no_table_points_to_a_later_stage() -> None:
    wrong = [
        f"{model._meta.label}.{name} -> {target._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        for name, target in relations(model)
        if later(model, target)
    ]
    assert wrong == []


def test_a_foreign_key_to_a_later_stage_would_be_seen() -> None:
    from bantin.publish.record.models import Edition
    from bantin.receive.contacts.models import Contact

    assert later(Contact, Edition)
    assert not later(Edition, Contact)
