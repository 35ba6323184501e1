"""Groups of fields that several kinds share: eligibility, audience, funding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms_pages.blocks.eligibility import BeneficiariesBlock, PerimeterBlock
from cms_pages.blocks.funding import AmountsBlock, FundersBlock, LegalBasesBlock, PiecesBlock
from cms_pages.choices import PerimeterKind, Vocabulary
from cms_pages.fields import BlocksField, rich_text
from cms_pages.panels import tick_panel
from cms_pages.validation import Problem


def terms(vocabulary: Vocabulary, label: Any, help_text: Any = "") -> ParentalManyToManyField:
    """Several terms of one vocabulary."""
    return ParentalManyToManyField(
        "cms_pages.Term", blank=True, related_name="+", verbose_name=label, help_text=help_text,
        limit_choices_to={"vocabulary": vocabulary.value},
    )  # fmt: skip


def term(vocabulary: Vocabulary, label: Any, help_text: Any = "") -> models.ForeignKey:
    """One term of a vocabulary."""
    return models.ForeignKey(
        "cms_pages.Term", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=label, help_text=help_text,
        limit_choices_to={"vocabulary": vocabulary.value},
    )  # fmt: skip


class EligibilityMixin(models.Model):
    """Where the page holds and which collectivités may benefit."""

    perimeter_kind = models.CharField(
        _("perimeter"), max_length=12, choices=PerimeterKind.choices, default=PerimeterKind.UNSET,
        help_text=_("Where it holds. It is never guessed from the partner: say it here."),
    )  # fmt: skip
    perimeter = BlocksField(
        PerimeterBlock(), blank=True, verbose_name=_("territories of the perimeter"),
        help_text=_("Only if the perimeter is a list of territories."),
    )  # fmt: skip
    beneficiaries = BlocksField(
        BeneficiariesBlock(), blank=True, verbose_name=_("beneficiaries"),
        help_text=_(
            "One block per case. A collectivité that fits one case benefits. "
            "No block at all: open to all."
        ),
    )  # fmt: skip

    tabs: ClassVar[dict[str, list[Any]]] = {
        "eligibility": [
            MultiFieldPanel(
                [FieldPanel("perimeter_kind"), FieldPanel("perimeter")], heading=_("Perimeter")
            ),
            FieldPanel("beneficiaries"),
        ]
    }

    class Meta:
        abstract = True

    def publication_problems(self) -> Iterator[Problem]:
        yield from super().publication_problems()  # type: ignore[misc]  # of the page mixed with
        if self.perimeter_kind == PerimeterKind.TERRITORIES and not self.perimeter:
            yield "perimeter", gettext("List the territories, or choose another perimeter.")


class AudienceMixin(models.Model):
    """The people a page is for, besides the collectivités."""

    audiences = terms(Vocabulary.AUDIENCE, _("audience"), _("Nothing ticked: for everyone."))

    tabs: ClassVar[dict[str, list[Any]]] = {"eligibility": [tick_panel("audiences")]}

    class Meta:
        abstract = True


class FundingMixin(models.Model):
    """What an aid and a call have in common."""

    in_house_name = models.CharField(
        _("in-house name"), max_length=200, blank=True,
        help_text=_("The name used inside your organisation, if it differs from the title."),
    )  # fmt: skip
    objectives = rich_text(_("objectives"))
    eligible_operations = rich_text(_("eligible operations"))
    exclusions = rich_text(_("exclusions"))
    eligible_expenses = rich_text(_("eligible expenses"))
    payment_terms = rich_text(_("payment"))
    cumulation = rich_text(_("combination with other aids"))
    aid_types = terms(Vocabulary.AID_TYPE, _("types of aid"))
    funders = BlocksField(FundersBlock(), blank=True, verbose_name=_("funders"))
    instructor = models.CharField(
        _("service in charge of applications"), max_length=200, blank=True
    )
    amounts = BlocksField(
        AmountsBlock(), blank=True, verbose_name=_("amounts"),
        help_text=_("One block per rule; choose the shape closest to the regulation."),
    )  # fmt: skip
    deposit_url = models.URLField(
        _("address of the online application"), max_length=500, blank=True
    )
    deposit_platform = models.CharField(
        _("platform"), max_length=120, blank=True,
        help_text=_("The name of the site where applications are made."),
    )  # fmt: skip
    deposit_procedure = models.CharField(
        _("procedure on the platform"), max_length=200, blank=True,
        help_text=_("The exact name to look for on the platform."),
    )  # fmt: skip
    pieces = BlocksField(
        PiecesBlock(), blank=True, verbose_name=_("documents to provide"),
        help_text=_("One line per document: readers get a checklist."),
    )  # fmt: skip
    legal_basis = BlocksField(LegalBasesBlock(), blank=True, verbose_name=_("legal basis"))

    tabs: ClassVar[dict[str, list[Any]]] = {
        "essential": [FieldPanel("in_house_name"), tick_panel("aid_types")],
        "content": [
            FieldPanel("objectives"),
            FieldPanel("eligible_operations"),
            FieldPanel("eligible_expenses"),
            FieldPanel("exclusions"),
        ],
        "money": [
            FieldPanel("amounts"),
            FieldPanel("cumulation"),
            FieldPanel("payment_terms"),
            FieldPanel("funders"),
            MultiFieldPanel(
                [
                    FieldPanel("instructor"),
                    FieldPanel("deposit_url"),
                    FieldPanel("deposit_platform"),
                    FieldPanel("deposit_procedure"),
                ],
                heading=_("Application"),
            ),
            FieldPanel("pieces"),
            FieldPanel("legal_basis"),
        ],
    }

    class Meta:
        abstract = True
