"""The sizes in which a front end receives images."""

from __future__ import annotations

from collections.abc import Iterable

from cms_pages.models import CatalogueImage, CatalogueRendition

RENDITIONS = {
    "thumb": "fill-320x180|format-webp",
    "card": "fill-640x360|format-webp",
    "cover": "fill-1280x480|format-webp",
}


def renditions(image: CatalogueImage) -> dict[str, CatalogueRendition]:
    """The image in each size; sizes that miss are made, the others read in one query."""
    made = image.get_renditions(*RENDITIONS.values())
    return {name: made[spec] for name, spec in RENDITIONS.items()}


def images_with_renditions(ids: Iterable[int]) -> dict[int, CatalogueImage]:
    """Images by number, with their known renditions read in two queries for all of them."""
    images = CatalogueImage.objects.filter(pk__in=set(ids))
    return {image.pk: image for image in images.prefetch_renditions(*RENDITIONS.values())}
