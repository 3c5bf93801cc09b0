"""Everything that the office stores about one contact, in whichever app, as plain data."""

from typing import Any

from django.db import models

from bantin.receive.contacts.models import Contact, SubscriptionRequest


def about(contact: Contact) -> dict[str, Any]:
    """Every row that names ``contact``, by table.

    Tables are found, not listed: what a later stage keeps about people shows up here by itself.
    """
    found: dict[str, Any] = {"contact": _row(contact)}
    for relation in Contact._meta.related_objects:
        table: Any = relation.related_model
        rows = table.objects.filter(**{relation.field.name: contact})
        found[table._meta.model_name] = [_row(row) for row in rows]
    asked = SubscriptionRequest.objects.filter(email=contact.email)
    found["subscriptionrequest"] = [_row(row) for row in asked]
    return found


def _row(row: models.Model) -> dict[str, Any]:
    return {field.name: _value(row, field) for field in row._meta.get_fields() if _own(field)}


def _own(field: Any) -> bool:
    return bool(getattr(field, "concrete", False)) and not field.primary_key


def _value(row: models.Model, field: Any) -> Any:
    if field.many_to_many:
        return [str(one) for one in getattr(row, field.name).all()]
    if field.is_relation:
        value = getattr(row, field.name)
        return None if value is None else str(value)
    return field.value_from_object(row)
