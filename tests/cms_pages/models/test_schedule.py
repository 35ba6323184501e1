"""Pages come and go at their hour, and one that cannot holds none of the others back."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Revision

from cms_pages.models import OfferPage, PartnerSpacePage
from tests.cms_pages.samples import make_page

HOUR = timedelta(hours=1)


def schedule(page: Any) -> None:
    """Plan the page for an hour from now, then let the hour pass."""
    page.go_live_at = timezone.now() + HOUR
    page.save_revision().publish()
    revision = Revision.objects.get(pk=page.latest_revision_id)
    revision.approved_go_live_at = timezone.now() - HOUR
    revision.content["go_live_at"] = (timezone.now() - HOUR).isoformat()
    revision.save()


def test_pages_come_and_go_at_their_hour(space: PartnerSpacePage) -> None:
    coming = make_page("offer", space, title="Bientôt")
    schedule(coming)
    going = make_page("offer", space, title="Fini", live=True)
    OfferPage.objects.filter(pk=going.pk).update(expire_at=timezone.now() - HOUR)
    call_command("publish_scheduled", dryrun=True, stdout=StringIO())
    assert not OfferPage.objects.get(pk=coming.pk).live
    call_command("publish_scheduled")
    coming, going = OfferPage.objects.get(pk=coming.pk), OfferPage.objects.get(pk=going.pk)
    assert coming.live
    assert (going.live, going.expired) == (False, True)


def test_a_page_that_is_not_complete_any_more_waits_alone(space: PartnerSpacePage) -> None:
    broken, good = (make_page("offer", space, title=title) for title in ("Abîmée", "Bonne"))
    for page in (broken, good):
        schedule(page)
    revision = Revision.objects.get(pk=broken.latest_revision_id)
    revision.content["summary"] = ""
    revision.save()
    with pytest.raises(CommandError, match="Abîmée"):
        call_command("publish_scheduled")
    assert not OfferPage.objects.get(pk=broken.pk).live
    assert OfferPage.objects.get(pk=good.pk).live
