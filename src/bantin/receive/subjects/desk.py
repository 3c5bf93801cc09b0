"""Topics and areas on the desk. None is deleted: texts and subscriptions are filed under them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from bantin.receive.subjects.models import Area, Topic
from bantin.web.viewsets import DeskViewSet


class TopicViewSet(DeskViewSet):
    """What texts are about."""

    model = Topic
    icon = "tag"
    menu_label = _("Topics")
    menu_name = "topics"
    admin_url_namespace = "topics"
    base_url_path = "topics"
    copy_view_enabled = False
    list_display = ["name", "name_en", "code"]
    search_fields = ["name_vi", "name_en", "code"]
    panels = [
        FieldPanel("name_vi"),
        FieldPanel("name_en"),
        FieldPanel("code"),
        FieldPanel("description_vi"),
        FieldPanel("description_en"),
    ]


class AreaViewSet(DeskViewSet):
    """Where texts are about."""

    model = Area
    icon = "site"
    menu_label = _("Areas")
    menu_name = "areas"
    admin_url_namespace = "areas"
    base_url_path = "areas"
    copy_view_enabled = False
    list_display = ["name", "name_en", "parent", "code"]
    search_fields = ["name_vi", "name_en", "code"]
    panels = [
        FieldPanel("name_vi"),
        FieldPanel("name_en"),
        FieldPanel("parent"),
        FieldPanel("code"),
    ]


class SubjectsViewSetGroup(SnippetViewSetGroup):
    """Both lists under one heading."""

    items = (TopicViewSet, AreaViewSet)
    menu_label = _("Topics and areas")
    menu_name = "subjects"
    menu_icon = "tag"
    menu_order = 450
