"""Wagtail's command, one page at a time: a page that fails holds none of the others back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.management.commands.publish_scheduled import Command as WagtailCommand
from wagtail.models import Page, Revision


class Command(WagtailCommand):
    help = "Unpublish the pages whose time is over and publish those whose time has come."

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dryrun"]:
            super().handle(*args, **options)
            return
        now = timezone.now()
        over = Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")
        due = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")
        unpublished = {"set_expired": True, "log_action": "wagtail.unpublish.scheduled"}
        published = {"log_action": "wagtail.publish.scheduled"}
        # Lists: what the first changes make must not be read by the next ones.
        failures = [self._attempt(page.title, page.unpublish, **unpublished) for page in list(over)]
        failures += [self._attempt(it.object_str, it.publish, **published) for it in list(due)]
        told = [failure for failure in failures if failure]
        if told:
            raise CommandError("\n".join(told))

    def _attempt(self, title: str, action: Callable[..., Any], **kwargs: Any) -> str | None:
        """Run one change in a transaction of its own; what it says when it cannot be done."""
        try:
            with transaction.atomic():
                action(**kwargs)
        except ValidationError as error:
            faults = "; ".join(error.messages)
            return _("“%(title)s” is not complete any more: %(faults)s") % {
                "title": title, "faults": faults,
            }  # fmt: skip
        return None
