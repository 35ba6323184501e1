"""What a draft points to may be removed before it is published: the draft still publishes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.documents import get_document_model
from wagtail.images.tests.utils import get_test_image_file

from cms_pages.models import CatalogueImage, Contact, Domain, HomePage, PartnerSpacePage, Term
from tests.cms_pages.samples import make_page, make_space


def publish_latest(page: Any) -> Any:
    type(page).objects.get(pk=page.pk).get_latest_revision().publish()
    return type(page).objects.get(pk=page.pk)


def test_choices_that_are_gone_are_left_out(space: PartnerSpacePage, media: Any) -> None:
    contact = Contact.objects.create(page=space, name="Accueil")
    kept = Contact.objects.create(page=space, name="Secrétariat")
    other = make_space(HomePage.objects.get(), title="SDED")
    domain = Domain.objects.create(slug="voirie", label="Voirie")
    access = Term.objects.create(vocabulary="access", slug="gratuit", label="Gratuit")
    image = CatalogueImage.objects.create(
        title="Mairie", description="La mairie.", file=get_test_image_file()
    )
    page = make_page(
        "offer", space, contacts=[contact, kept], co_bearers=[other], access_mode=access,
        image=image, domains=[domain, Domain.objects.create(slug="eau", label="Eau")],
    )  # fmt: skip
    page.save_revision()
    for gone in (contact, other, domain, access, image):
        gone.delete()
    page = publish_latest(page)
    assert page.live
    assert [item.name for item in page.contacts.all()] == ["Secrétariat"]
    assert [item.slug for item in page.domains.all()] == ["eau"]
    assert not page.co_bearers.exists()
    assert (page.access_mode, page.image) == (None, None)


def test_a_programme_that_is_gone_leaves_its_events(space: PartnerSpacePage) -> None:
    programme = make_page("programme", space, live=True)
    event = make_page("event", space, programme=programme)
    programme.delete()
    event = publish_latest(event)
    assert event.live
    assert event.programme is None
    # And the session is one and the same after a second publication.
    ids = [session.pk for session in event.sessions.all()]
    event.save_revision().publish()
    assert [session.pk for session in event.sessions.all()] == ids


@pytest.mark.parametrize("kind", ["related", "attachments"])
def test_a_block_that_lost_its_target_is_told_at_publication(
    kind: str, space: PartnerSpacePage, media: Any
) -> None:
    if kind == "related":
        target: Any = make_page("article", space, live=True)
        block: Any = ("page", target)
    else:
        target = get_document_model().objects.create(title="Règlement", file=get_test_image_file())
        block = ("attachment", {"document": target, "language": "fr"})
    page = make_page("offer", space, **{kind: [block]})
    target.delete()
    with pytest.raises(ValidationError) as caught:
        publish_latest(page)
    assert set(caught.value.message_dict) == {kind}
