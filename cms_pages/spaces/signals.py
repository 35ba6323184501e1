"""However a space comes to be, its group and rights follow; they go when it goes."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from cms_pages.models import PartnerSpacePage
from cms_pages.spaces.provision import (
    follow_space,
    is_provisioned,
    provision_space,
    withdraw_space,
)


@receiver(post_save, sender=PartnerSpacePage, dispatch_uid="provision_space")
def provision(sender: Any, instance: PartnerSpacePage, raw: bool = False, **kwargs: Any) -> None:
    """A new space is given its rights; later saves only follow its name.

    Rights an administrator has changed since are left alone: ``create_partner`` restores them.
    """
    if raw:
        return
    # A save has locked the page's row: asking for the tree's turn only now would deadlock with
    # whoever has it and wants that row. A new space's form has taken its turn beforehand.
    if is_provisioned(instance):
        follow_space(instance)
    else:
        provision_space(instance)


@receiver(post_delete, sender=PartnerSpacePage, dispatch_uid="withdraw_space")
def withdraw(sender: Any, instance: PartnerSpacePage, **kwargs: Any) -> None:
    withdraw_space(instance.group_id, instance.collection_id)
