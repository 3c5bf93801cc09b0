"""Lists of the desk as Wagtail draws them, with what we mend in them."""

from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views import snippets


class DeskViewSet(snippets.SnippetViewSet):
    """A list of the desk with its pages.

    Wagtail puts “Home” into the language in which its addresses were first read, for everybody,
    until the process ends (``SnippetViewSet.breadcrumbs_items``, 8.0). Here it waits for the reader.
    """

    @property
    def breadcrumbs_items(self) -> list[dict[str, Promise]]:
        """Where the list stands: under the desk's first page."""
        return [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}]
