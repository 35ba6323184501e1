"""Makes all a partner needs to work: space, group, rights on pages and media, review."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_noop
from wagtail.models import Collection

from cms_pages.models import HomePage, PartnerSpacePage
from cms_pages.spaces.roles import (
    ensure_roles,
    grant_admin_access,
    grant_media,
    grant_pages,
    in_default_language,
    shared_collection,
)
from cms_pages.spaces.tree import tree_transaction

PARTNER = gettext_noop("Partner: %(name)s")
EDITOR_ACTIONS = ("add", "change")
NAME_LENGTH = 150


class NoHomePage(ObjectDoesNotExist):
    """A partner's space lives below the home page, and there is none yet."""


def create_partner(
    code: str,
    name: str,
    *,
    home: HomePage | None = None,
    can_publish: bool = False,
    rename: bool = False,
    publish: bool = False,
    **fields: Any,
) -> PartnerSpacePage:
    """The space of a partner, made with all it needs, or found by its code and completed.

    Run again, it changes nothing, unless ``rename`` asks that the name be given anew.
    ``publish`` publishes a new space, whose sheet must then be complete.
    """
    with tree_transaction():
        space = PartnerSpacePage.objects.filter(code=code).first()
        if space is None:
            space = _add_space(code, name, home, fields)
            if publish:
                space.full_clean()
                space.save_revision().publish()
        elif rename and space.title != name:
            _rename(space, name)
        provision_space(space, can_publish=can_publish)
    return space


def _add_space(
    code: str, name: str, home: HomePage | None, fields: dict[str, Any]
) -> PartnerSpacePage:
    home = home or HomePage.objects.first()
    if home is None:
        raise NoHomePage(HomePage.__name__)
    space = PartnerSpacePage(code=code, title=name, slug=code, live=False, **fields)
    home.add_child(instance=space)
    return space


def _rename(space: PartnerSpacePage, name: str) -> None:
    draft = space.get_latest_revision_as_object()
    draft.title = name
    revision = draft.save_revision()
    if space.live:
        revision.publish()
    else:
        draft.save()
    space.title = draft.draft_title = name


def provision_space(space: PartnerSpacePage, *, can_publish: bool | None = None) -> None:
    """Group, rights, collection and review of a space; idempotent, and follows its title.

    ``can_publish`` None leaves as it is whether its people publish without review.
    """
    with tree_transaction():
        ensure_roles()
        follow_space(space)
        _grant(space, can_publish)


def is_provisioned(space: PartnerSpacePage) -> bool:
    return space.group_id is not None and space.collection_id is not None


def follow_space(space: PartnerSpacePage) -> None:
    """Give a space its group and collection if it lacks them, and name both after it."""
    group, collection = _space_group(space), _space_collection(space)
    if (space.group_id, space.collection_id) != (group.pk, collection.pk):
        space.group, space.collection = group, collection
        PartnerSpacePage.objects.filter(pk=space.pk).update(group=group, collection=collection)


def _grant(space: PartnerSpacePage, can_publish: bool | None) -> None:
    group: Any = space.group
    actions = list(EDITOR_ACTIONS)
    if can_publish is None:
        can_publish = group.page_permissions.filter(
            page_id=space.pk, permission__codename="publish_page"
        ).exists()
    if can_publish:
        actions.append("publish")
    collection: Any = space.collection
    grant_admin_access(group)
    grant_pages(group, space.page_ptr, actions)
    grant_media(group, collection, ("add", "change", "choose", "delete"))
    grant_media(group, shared_collection(), ("choose",))


def _space_group(space: PartnerSpacePage) -> Group:
    group = space.group or Group()
    name = _free_group_name(space, group)
    if group.name != name:
        group.name = name
        group.save()
    return group


def _free_group_name(space: PartnerSpacePage, group: Group) -> str:
    name = in_default_language(PARTNER, name=space.title)[:NAME_LENGTH]
    if Group.objects.filter(name=name).exclude(pk=group.pk).exists():
        suffix = f" ({space.code or space.pk})"
        name = name[: NAME_LENGTH - len(suffix)] + suffix
    return name


def _space_collection(space: PartnerSpacePage) -> Collection:
    collection = space.collection
    name = space.title[:NAME_LENGTH]
    if collection is None:
        return Collection.get_first_root_node().add_child(name=name)
    if collection.name != name:
        collection.name = name
        collection.save()
    return collection


def withdraw_space(group_id: int | None, collection_id: int | None) -> None:
    """After a space is deleted: its group goes, and its collection if nothing is in it."""
    if group_id is not None:
        Group.objects.filter(pk=group_id).delete()
    if collection_id is None:
        return
    collection = Collection.objects.filter(pk=collection_id).first()
    if collection is not None and collection.is_leaf() and not _holds_media(collection):
        with tree_transaction():
            collection.delete()


def _holds_media(collection: Collection) -> bool:
    from cms_pages.spaces.visibility import media_models

    return any(
        model._default_manager.filter(collection=collection).exists() for model in media_models()
    )
