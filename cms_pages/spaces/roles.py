"""The roles of the catalogue: the département's moderators, and each partner's editors."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext, override
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
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

def in_default_language(message: str, **values: str) -> str:
    """Names kept in the database are written once, in the instance's language."""
    with override(settings.LANGUAGE_CODE):
        return gettext(message) % values


def moderators_name() -> str:
    return in_default_language("Département: moderators")


def shared_collection_name() -> str:
    return in_default_language("Shared images and documents")


def workflow_name() -> str:
    return in_default_language("Review by the département")


def ensure_roles() -> Group:
    """The moderators' group, the shared collection and the review workflow; idempotent."""
    with tree_transaction():
        _adopt_wagtail_defaults()
        group, _created = Group.objects.get_or_create(name=moderators_name())
        grant_admin_access(group)
        grant_pages(group, Page.get_first_root_node(), PAGE_PERMISSIONS)
        grant_media(group, Collection.get_first_root_node(), ("add", "change", "choose", "delete"))
        grant_models(group, STAFF_MODELS, ("add", "change", "delete", "view"))
        grant_models(group, STAFF_SETTINGS, ("change",))
        grant_models(group, {"cms_pages": ("partner_space",)}, ("manage",))
        shared_collection()
        _ensure_workflow(group)
    return group


def _adopt_wagtail_defaults() -> None:
    """Wagtail's first groups give rights on every page: one becomes ours, the other goes."""
    unused = Group.objects.filter(user__isnull=True)
    unused.filter(name="Editors").delete()
    if not Group.objects.filter(name=moderators_name()).exists():
        unused.filter(name="Moderators").update(name=moderators_name())
    GroupApprovalTask.objects.filter(name="Moderators approval").update(name=workflow_name())
    Workflow.objects.filter(name="Moderators approval").update(name=workflow_name())


def _ensure_workflow(group: Group) -> Workflow:
    task = GroupApprovalTask.objects.filter(name=workflow_name()).first()
    if task is None:
        task = GroupApprovalTask.objects.create(name=workflow_name())
    if not task.groups.filter(pk=group.pk).exists():
        task.groups.add(group)
    workflow, _created = Workflow.objects.get_or_create(name=workflow_name())
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    WorkflowPage.objects.get_or_create(
        page=Page.get_first_root_node(), defaults={"workflow": workflow}
    )
    return workflow


def shared_collection() -> Collection:
    """The collection whose images and documents every partner may choose."""
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=shared_collection_name()).first()
    return found or root.add_child(name=shared_collection_name())


def grant_admin_access(group: Group) -> None:
    access = Permission.objects.get(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    group.permissions.add(access)


def grant_models(
    group: Group, models: dict[str, tuple[str, ...]], actions: Iterable[str]
) -> None:
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
