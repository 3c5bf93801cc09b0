"""The list of releases, with their states."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views import snippets

from bantin.decide.releases import extensions, queries
from bantin.decide.releases.models import Release, State
from bantin.receive.contacts.models import Language
from bantin.receive.subjects.models import Topic


def badge(state: str) -> SafeString:
    """A state in words; its colour is only an addition."""
    return format_html('<span class="state state--{}">{}</span>', state, State(state).label)


class ReleaseFilters(WagtailFilterSet):
    """By state, topic and language."""

    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=State.choices)
    topics = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Topic"), queryset=Topic.objects.all()
    )
    language = django_filters.ChoiceFilter(label=gettext_lazy("Language"), choices=Language.choices)

    class Meta:
        model = Release
        fields: list[str] = []


class ReleaseIndexView(snippets.IndexView):
    """All releases with their states, newest change first."""

    is_searchable = True
    show_other_searches = False

    @cached_property
    def columns(self) -> list[Column]:
        """Title, state, topics, language, last change."""
        return [
            self._get_title_column("title"),
            Column("state", label=gettext_lazy("State"), accessor=_marks_and_state),
            Column("topics", label=gettext_lazy("Topics"), accessor=_topic_names),
            Column("language", label=gettext_lazy("Language"), accessor="get_language_display"),
            DateColumn("updated_at", label=gettext_lazy("Changed"), sort_key="updated_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Release]:
        """Releases with their states."""
        return queries.with_state(
            Release.objects.prefetch_related("topics", *extensions.relations())
        )

    def search_queryset(self, queryset: QuerySet[Release]) -> QuerySet[Release]:
        """By words of the title, with or without marks."""
        return queries.with_words(queryset, self.search_query) if self.is_searching else queryset

    def get_edit_url(self, instance: Release) -> str | None:
        """The editor for writers, the reading page for those who only approve."""
        return super().get_edit_url(instance) or reverse("release_history", args=[instance.pk])


def _marks_and_state(release: Any) -> SafeString:
    parts = [*extensions.marks(release), badge(release.state)]
    return format_html_join(" ", "{}", ((part,) for part in parts))


def _topic_names(release: Release) -> str:
    return ", ".join(topic.name for topic in release.topics.all())
