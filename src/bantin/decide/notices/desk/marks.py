"""The mark that tells notices and drills from each other and from releases, everywhere."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bantin.decide.notices.content import details_of
from bantin.decide.releases.models import Release


def mark_of(release: Release) -> SafeString:
    """“NOTICE” or “DRILL”; empty for an ordinary release."""
    details = details_of(release)
    if details is None:
        return SafeString("")
    if details.drill:
        return format_html('<span class="stamp stamp--drill">{}</span>', _("DRILL"))
    return format_html('<span class="stamp stamp--notice">{}</span>', _("URGENT NOTICE"))
