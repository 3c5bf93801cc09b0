"""What each role may do: declared in code by every stage, kept true by every ``migrate``.

An app says in its ``AppConfig.ready`` what its part of the desk asks for, for example
``grant(Role.PRESS_OFFICER, "releases.change_release")``. After each migration the five groups hold
exactly these permissions, so an upgrade that brings a new page brings its rights along, and a right
that somebody slipped into a group by hand is gone.
"""

from collections import defaultdict
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import connections, transaction
from wagtail.models import Collection, GroupCollectionPermission

from bantin.accounts.roles import Role

_permissions: dict[Role, set[str]] = defaultdict(set)
_on_files: dict[Role, set[str]] = defaultdict(set)


def grant(role: Role, *permissions: str) -> None:
    """Let ``role`` have ``permissions``, each written ``app_label.codename``."""
    _permissions[role].update(permissions)


def grant_on_files(role: Role, *permissions: str) -> None:
    """Let ``role`` have image or document ``permissions`` in all of the desk's collections."""
    _on_files[role].update(permissions)


def granted(role: Role) -> frozenset[str]:
    """All permissions of ``role``, those on files included."""
    return frozenset(_permissions[role] | _on_files[role])


def apply_grants(using: str = "default", **_: Any) -> None:
    """Make the groups say what the code says; called after each migration."""
    tables = connections[using].introspection.table_names()
    if not {Group._meta.db_table, GroupCollectionPermission._meta.db_table} <= set(tables):
        return
    with transaction.atomic(using=using):
        known = {
            f"{p.content_type.app_label}.{p.codename}": p
            for p in Permission.objects.using(using).select_related("content_type")
        }
        for role in Role:
            _apply(role, known, using)


def _apply(role: Role, known: dict[str, Permission], using: str) -> None:
    group, _ = Group.objects.using(using).get_or_create(name=role.value)
    group.permissions.set([known[name] for name in _permissions[role] if name in known])
    on_files = [known[name] for name in _on_files[role] if name in known]
    held = GroupCollectionPermission.objects.using(using).filter(group=group)
    held.exclude(permission__in=on_files).delete()
    root = Collection.objects.using(using).filter(depth=1).first()
    if root:
        for permission in on_files:
            held.get_or_create(group=group, collection=root, permission=permission)
