"""Spokespersons and policies in the desk's menu."""

from wagtail.snippets.models import register_snippet

from bantin.publish.imprint.desk import ImprintViewSetGroup

register_snippet(ImprintViewSetGroup)
