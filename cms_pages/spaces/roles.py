"""The roles of the catalogue: the département's moderators, and each partner's editors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext, gettext_noop, override
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms_pages.spaces.tree import tree_transaction

PAGE_PERMISSIONS = ("add", "change", "publish", "bulk_delete", "lock", "unlock")

STAFF_MODELS = {
    "cms_pages": ("domain", "term", "synonymgroup"),
    "territories": ("territory",),
    "wagtailredirects": ("redirect",),
    "wagtailcore": ("collection",),
}
STAFF_SETTINGS = {"cms_pages": ("sitesettings", "menus")}

MODERATORS = gettext_noop("Département: moderators")
SHARED = gettext_noop("Shared images and documents")
REVIEW = gettext_noop("Review by the département")


def in_default_language(message: str, **values: str) -> str:
    """Names kept in the database are written once, in the instance's language."""
    with override(settings.LANGUAGE_CODE):
        return gettext(message) % values


def known_names(message: str) -> set[str]:
    """All the names a thing may have been given, had the instance another language then."""
    names = {message}
    for code, _label in settings.LANGUAGES:
        with override(code):
            names.add(gettext(message))
    return names


def ensure_roles() -> Group:
    """The moderators' group, the shared collection and the review workflow; idempotent."""
    with tree_transaction():
        _adopt_wagtail_defaults()
        group = _named(Group, MODERATORS)
        grant_admin_access(group)
        grant_pages(group, Page.get_first_root_node(), PAGE_PERMISSIONS)
        grant_media(group, Collection.get_first_root_node(), ("add", "change", "choose", "delete"))
        grant_models(group, STAFF_MODELS, ("add", "change", "delete", "view"))
        grant_models(group, STAFF_SETTINGS, ("change",))
        grant_models(group, {"cms_pages": ("partner_space",)}, ("manage",))
        shared_collection()
        _ensure_workflow(group)
    return group


def _named(model: Any, message: str) -> Any:
    found = model.objects.filter(name__in=known_names(message)).order_by("pk").first()
    return found or model.objects.create(name=in_default_language(message))


def _adopt_wagtail_defaults() -> None:
    """Wagtail's first groups give rights on every page: one becomes ours, the other goes."""
    unused = Group.objects.filter(user__isnull=True)
    unused.filter(name="Editors").delete()
    if not Group.objects.filter(name__in=known_names(MODERATORS)).exists():
        unused.filter(name="Moderators").update(name=in_default_language(MODERATORS))
    for model in (Task, Workflow):
        model.objects.filter(name="Moderators approval").update(name=in_default_language(REVIEW))


def _ensure_workflow(group: Group) -> None:
    task = _named(GroupApprovalTask, REVIEW)
    if not task.groups.filter(pk=group.pk).exists():
        task.groups.add(group)
    workflow = _named(Workflow, REVIEW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr)
    WorkflowPage.objects.get_or_create(
        page=Page.get_first_root_node(), defaults={"workflow": workflow}
    )


def shared_collection() -> Collection:
    """The collection whose images and documents every partner may choose."""
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name__in=known_names(SHARED)).first()
    return found or root.add_child(name=in_default_language(SHARED))


def grant_admin_access(group: Group) -> None:
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    group.permissions.add(access)


def grant_models(group: Group, models: Mapping[str, Iterable[str]], actions: Iterable[str]) -> None:
    codenames = {
        (app, f"{action}_{model}")
        for app, names in models.items()
        for model in names
        for action in actions
    }
    permissions = Permission.objects.filter(
        content_type__app_label__in=models, codename__in={name for _app, name in codenames}
    ).select_related("content_type")
    group.permissions.add(
        *(p for p in permissions if (p.content_type.app_label, p.codename) in codenames)
    )


def grant_pages(group: Group, page: Page, actions: Iterable[str]) -> None:
    """Exactly these permissions on this page: those no longer listed are taken back."""
    wanted = {f"{action}_page" for action in actions}
    held = GroupPagePermission.objects.filter(group=group, page=page)
    held.exclude(permission__codename__in=wanted).delete()
    known = set(held.values_list("permission__codename", flat=True))
    permissions = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=wanted - known
    )
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page=page, permission=permission)
        for permission in permissions
    )


def grant_media(group: Group, collection: Collection, actions: Iterable[str]) -> None:
    """These permissions on the images and documents of a collection and of those below."""
    wanted = {f"{action}_{name}" for action in actions for name in ("image", "document")}
    held = GroupCollectionPermission.objects.filter(group=group, collection=collection)
    known = set(held.values_list("permission__codename", flat=True))
    permissions = Permission.objects.filter(
        content_type__app_label__in=("wagtailimages", "wagtaildocs"),
        codename__in=wanted - known,
    )
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=collection, permission=permission)
        for permission in permissions
    )
