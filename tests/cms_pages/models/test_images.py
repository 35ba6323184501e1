"""Images say what they show; front ends receive them in known sizes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images.tests.utils import get_test_image_file

from cms_pages.images import RENDITIONS, images_with_renditions, renditions
from cms_pages.models import CatalogueImage, PartnerSpacePage
from tests.cms_pages.samples import make_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def make_image(**changes: Any) -> CatalogueImage:
    values = {"title": "Mairie", "description": "La mairie de Crest, vue de la place."}
    file = get_test_image_file(size=(1600, 900))
    return CatalogueImage.objects.create(file=file, **{**values, **changes})


def test_a_description_is_required_unless_decorative() -> None:
    with pytest.raises(ValidationError) as caught:
        make_image(description=" ").full_clean()
    assert set(caught.value.message_dict) == {"description"}
    image = make_image(description="", is_decorative=True)
    image.full_clean()
    # Kept in the database: Wagtail's own attribute of a similar name is not.
    assert CatalogueImage.objects.get(pk=image.pk).is_decorative
    assert (image.alt, make_image().alt) == ("", "La mairie de Crest, vue de la place.")


def test_a_page_with_a_mute_image_is_not_published(space: PartnerSpacePage) -> None:
    page = make_page("article", space, image=make_image(description=""))
    with pytest.raises(ValidationError) as caught:
        page.save_revision()
    assert set(caught.value.message_dict) == {"image"}
    raw = [{"type": "image", "value": {"image": page.image_id}, "id": "1"}]
    page.image, page.body = None, page._meta.get_field("body").stream_block.to_python(raw)
    with pytest.raises(ValidationError) as caught:
        page.save_revision()
    assert set(caught.value.message_dict) == {"body"}


def test_sizes_are_made_once_and_read_together() -> None:
    images = [make_image(title=str(number)) for number in range(3)]
    sizes = {name: (made.width, made.height) for name, made in renditions(images[0]).items()}
    assert sizes == {"thumb": (320, 180), "card": (640, 360), "cover": (1280, 480)}
    for image in images:
        renditions(image)
    with CaptureQueriesContext(connection) as queries:
        found = images_with_renditions([image.pk for image in images])
        for image in found.values():
            assert set(renditions(image)) == set(RENDITIONS)
    assert len(queries) == 2
    assert images_with_renditions([]) == {}
