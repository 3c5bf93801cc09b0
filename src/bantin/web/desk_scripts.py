"""Wagtail's admin without inline scripts, so that ``script-src 'self'`` holds.

Wagtail starts choosers, inline panels and date pickers by scripts inside the page. Our templates
under ``wagtailadmin/`` and the patch below write the same calls as data instead, and
``bantin/desk.js`` makes them.
"""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser


def render_chooser(
    self: BaseChooser, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None
) -> SafeString:
    """A chooser's markup, with its start as data instead of as a script."""
    data = self.get_value_data(value)
    options = self.get_js_init_options(attrs["id"], name, data)
    return format_html(
        '{}<div hidden data-desk-start="{}" data-desk-arguments="{}"></div>',
        self.render_html(name, data, attrs),
        self.js_constructor,
        json.dumps([attrs["id"], options]),
    )


def install() -> None:
    """Let every chooser of the admin render like this; Wagtail has no setting for it."""
    BaseChooser.render = render_chooser
