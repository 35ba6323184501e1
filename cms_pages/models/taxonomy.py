"""The taxonomies, kept by the staff: domains, terms of the small vocabularies, synonyms."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms_pages.choices import Vocabulary

SLUG_HELP = _("The code used in addresses and by the API. It cannot change later.")


class StableSlugModel(models.Model):
    """An entry whose slug is an API code: given once, never changed."""

    slug = models.SlugField(_("code"), max_length=80, help_text=SLUG_HELP)
    label = models.CharField(_("label"), max_length=120)
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("The smallest numbers come first.")
    )
    description = models.TextField(_("description"), blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        super().clean()
        known = type(self)._base_manager.filter(pk=self.pk).values_list("slug", flat=True).first()
        if known is not None and known != self.slug:
            message = gettext("This code is used elsewhere: keep “%(slug)s”.")
            raise ValidationError({"slug": message % {"slug": known}})


class Domain(StableSlugModel):
    """A field of public engineering; two levels."""

    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children",
        limit_choices_to={"parent__isnull": True}, verbose_name=_("parent domain"),
    )  # fmt: skip
    aides_territoires_theme = models.CharField(
        _("Aides-territoires theme"), max_length=120, blank=True,
        help_text=_("The theme under which the State's portal files this domain."),
    )  # fmt: skip
    # Place in the tree, so that any list of domains comes out in the order of the tree.
    position = models.CharField(max_length=200, editable=False, db_index=True, default="")

    class Meta:
        ordering = ["position"]
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        constraints = [models.UniqueConstraint(fields=["slug"], name="unique_domain_slug")]

    def __str__(self) -> str:
        return f"{self.parent.label} › {self.label}" if self.parent else self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        own = f"{self.order:05d} {self.slug}"
        self.position = f"{self.parent.position} {own}" if self.parent else own
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "position"}
        super().save(*args, **kwargs)
        for child in self.children.all():
            if child.position != f"{self.position} {child.order:05d} {child.slug}":
                child.parent = self
                child.save(update_fields=["position"])

    def clean(self) -> None:
        super().clean()
        if self.parent is None:
            return
        if self.parent.parent_id or self.parent == self:
            raise ValidationError({"parent": gettext("Choose a domain of the first level.")})
        if self.pk and self.children.exists():
            raise ValidationError(
                {"parent": gettext("This domain holds others: it stays at the first level.")}
            )


class Term(StableSlugModel):
    """A value of one of the small vocabularies: phases, kinds of help, audiences…"""

    vocabulary = models.CharField(_("vocabulary"), max_length=20, choices=Vocabulary.choices)
    mapping = models.CharField(
        _("equivalent elsewhere"), max_length=120, blank=True,
        help_text=_("The code Aides-territoires uses for it."),
    )  # fmt: skip

    class Meta:
        ordering = ["vocabulary", "order", "label"]
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint(fields=["vocabulary", "slug"], name="unique_term_slug")
        ]


class SynonymGroup(models.Model):
    """Words the search takes for one another, without reindexing anything."""

    terms = models.TextField(
        _("words"), help_text=_("One word or expression per line; each finds all the others.")
    )
    note = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta:
        ordering = ["terms"]
        verbose_name = _("group of synonyms")
        verbose_name_plural = _("groups of synonyms")

    def __str__(self) -> str:
        return ", ".join(self.term_list())

    def term_list(self) -> list[str]:
        lines = (" ".join(line.split()) for line in self.terms.splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def clean(self) -> None:
        super().clean()
        if len(self.term_list()) < 2:
            raise ValidationError({"terms": gettext("Give at least two words, one per line.")})
