"""However a space comes to be, its group and rights follow; they go when it goes."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from cms_pages.models import PartnerSpacePage
from cms_pages.spaces.provision import follow_space, provision_space, withdraw_space
from cms_pages.spaces.tree import tree_transaction


@receiver(post_save, sender=PartnerSpacePage, dispatch_uid="provision_space")
def provision(sender: Any, instance: PartnerSpacePage, raw: bool = False, **kwargs: Any) -> None:
    """A new space is given its rights; later saves only follow its name.

    Rights an administrator has changed since are left alone: ``create_partner`` restores them.
    """
    if raw:
        return
    with tree_transaction():
        if follow_space(instance):
            provision_space(instance)


@receiver(post_delete, sender=PartnerSpacePage, dispatch_uid="withdraw_space")
def withdraw(sender: Any, instance: PartnerSpacePage, **kwargs: Any) -> None:
    withdraw_space(instance.group_id, instance.collection_id)
