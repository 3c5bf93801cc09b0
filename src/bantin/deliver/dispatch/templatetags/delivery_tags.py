"""Small helpers for tables of deliveries."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bantin.deliver.dispatch.desk import COLOURS
from bantin.deliver.dispatch.models import Delivery

register = template.Library()


@register.filter
def status_badge(delivery: Delivery) -> SafeString:
    """A status in words; its colour is only an addition."""
    status = Delivery.Status(delivery.status)
    return format_html('<span class="state state--{}">{}</span>', COLOURS[status], status.label)


@register.filter
def named(values: dict[str, Any], key: str) -> Any:
    """The value of ``key``, else the key itself."""
    return values.get(key, key)
