"""The document of a partner's space."""

from __future__ import annotations

from cms_pages.models import PartnerSpacePage
from search.documents.base import Draft
from search.documents.context import Context
from search.documents.richtext import to_text

TEXTS = ("missions", "audience_note", "access_note")


def build(context: Context, page: PartnerSpacePage, draft: Draft) -> None:
    draft.item.update(
        code=page.code,
        acronym=page.acronym,
        organisation_kind=context.code(page.organisation_kind_id),
        is_service=page.is_service,
        website=page.website,
        logo=context.images.get(page.logo_id) if page.logo_id else None,
    )
    for name in TEXTS:
        source = getattr(page, name)
        draft.detail[f"{name}_html"] = context.html(source)
        draft.texts.append(to_text(source))
    draft.detail["address"] = page.address
    draft.detail["territory"] = context.territory(page.territory_id)
    draft.detail["contacts"] = context.space_contacts.get(page.pk, [])
    # Typed as « CAUE », « caue 26 » or « caue26 », a partner comes before the sheets it bears.
    names = dict.fromkeys((page.acronym, page.code, page.code.replace("-", "")))
    draft.titles += [name for name in names if name]
