"""Small helpers for tables of deliveries."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bantin.deliver.channels import registry
from bantin.deliver.dispatch.desk import COLOURS
from bantin.deliver.dispatch.models import Delivery

register = template.Library()


@register.filter
def status_badge(delivery: Delivery) -> SafeString:
    """A status in words; its colour is only an addition."""
    status = Delivery.Status(delivery.status)
    return format_html('<span class="state state--{}">{}</span>', COLOURS[status], status.label)


@register.filter
def endpoint_link(delivery: Delivery) -> SafeString:
    """An endpoint's name, leading to its page on the desk when its channel has one."""
    try:
        page = getattr(registry.channel(delivery.channel), "desk_page", "")
    except KeyError:  # a channel that is not installed any more
        page = ""
    if not page:
        return format_html("{}", delivery.endpoint)
    url = reverse(page, args=[delivery.endpoint_id])
    return format_html('<a href="{}">{}</a>', url, delivery.endpoint)


@register.filter
def named(values: dict[str, Any], key: str) -> Any:
    """The value of ``key``, else the key itself."""
    return values.get(key, key)
