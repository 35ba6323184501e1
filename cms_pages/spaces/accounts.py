"""Demonstration accounts, one a role, so that a newcomer can try each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms_pages.models import PartnerSpacePage
from cms_pages.spaces.roles import ensure_roles

DEMO_PASSWORD = "bouquet-demo"  # noqa: S105 - printed in the README, refused in production


class AccountsRefused(RuntimeError):
    """Accounts whose password everyone knows have no place in production."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account to make: its role, and the group that gives it its rights."""

    username: str
    role: str | Promise
    group: Group | None = None
    is_superuser: bool = False

    @property
    def email(self) -> str:
        return f"{self.username}@example.org"


def demo_accounts() -> list[DemoAccount]:
    """The accounts for what the catalogue holds: partners' ones need partner spaces."""
    accounts = [
        DemoAccount("administration", _("Administrator"), is_superuser=True),
        DemoAccount("moderation", _("Moderator of the département"), ensure_roles()),
    ]
    spaces = PartnerSpacePage.objects.filter(group__isnull=False).order_by("is_service", "path")
    editing = [space for space in spaces if not _publishes(space)]
    publishing = [space for space in spaces if _publishes(space)]
    if editing:
        accounts.append(DemoAccount("redaction", _("Editor of a partner"), editing[0].group))
    if len(editing) > 1:
        accounts.append(DemoAccount("partenaire", _("Editor of another partner"), editing[1].group))
    if publishing:
        accounts.append(
            DemoAccount("publication", _("Editor who publishes alone"), publishing[0].group)
        )
    return accounts


def _publishes(space: PartnerSpacePage) -> bool:
    group: Any = space.group
    return group.page_permissions.filter(permission__codename="publish_page").exists()


def create_accounts(password: str = DEMO_PASSWORD) -> list[DemoAccount]:
    """Make the missing accounts; an account that exists keeps its password and rights."""
    if settings.ENVIRONMENT.production:
        raise AccountsRefused
    accounts = demo_accounts()
    for account in accounts:
        _make(account, password)
    return accounts


def _make(account: DemoAccount, password: str) -> None:
    user, created = get_user_model().objects.get_or_create(
        username=account.username,
        defaults={
            "email": account.email,
            "first_name": str(account.role),
            "is_superuser": account.is_superuser,
            "is_staff": account.is_superuser,
        },
    )
    if created:
        user.set_password(password)
        user.save(update_fields=["password"])
        if account.group is not None:
            user.groups.add(account.group)
