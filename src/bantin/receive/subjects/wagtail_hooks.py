"""Topics and areas in the desk's menu."""

from wagtail.snippets.models import register_snippet

from bantin.receive.subjects.desk import SubjectsViewSetGroup

register_snippet(SubjectsViewSetGroup)
