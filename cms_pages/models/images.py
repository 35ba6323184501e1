"""Images of the catalogue: each says what it shows, or that it shows nothing worth saying."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition


class CatalogueImage(AbstractImage):
    # Not "decorative": Wagtail keeps an attribute of that name on images for its own blocks.
    is_decorative = models.BooleanField(
        _("decorative image"), default=False,
        help_text=_("Tick only if nothing is lost when the image is not seen."),
    )  # fmt: skip
    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Author or owner of the image.")
    )

    admin_form_fields = (
        "title", "file", "description", "is_decorative", "credit", "collection", "tags",
        "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height",
    )  # fmt: skip

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    def clean(self) -> None:
        super().clean()
        if not self.is_decorative and not self.description.strip():
            raise ValidationError(
                {
                    "description": gettext(
                        "Describe what the image shows, for people who cannot see it."
                    )
                }
            )

    @property
    def alt(self) -> str:
        return "" if self.is_decorative else self.description


class CatalogueRendition(AbstractRendition):
    image = models.ForeignKey(CatalogueImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="unique_rendition"
            )
        ]
