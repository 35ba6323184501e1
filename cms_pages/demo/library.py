"""Looks up what the sheets name: pages, terms, territories, contacts, files."""

from __future__ import annotations

from datetime import date

from backend.territories.models import Territory
from cms_pages.demo.errors import ContentError
from cms_pages.demo.media import Media
from cms_pages.demo.sheets import split_key
from cms_pages.models import Contact, Domain, PartnerSpacePage, Term


class SheetLibrary:
    """Lookups with a memory: a load asks the same few names many times."""

    def __init__(self, media: Media, pages: dict[str, int], today: date) -> None:
        self.today = today
        self.media = media
        self.pages = pages
        self.space_id: int | None = None
        self._domains = {domain.slug: domain for domain in Domain.objects.all()}
        self._terms = {(term.vocabulary, term.slug): term for term in Term.objects.all()}
        self._territories: dict[str, int] = {}

    def page(self, key: str) -> int:
        split_key(key)
        if key not in self.pages:
            raise ContentError(f"no page {key}")
        return self.pages[key]

    def image(self, name: str) -> int:
        return self.media.image(name)

    def document(self, name: str) -> int:
        return self.media.document(name)

    def territory(self, code: str) -> int:
        if code not in self._territories:
            pk = Territory.objects.filter(code=code).values_list("pk", flat=True).first()
            if pk is None:
                raise ContentError(f"no territory {code!r}")
            self._territories[code] = pk
        return self._territories[code]

    def domain(self, slug: str) -> Domain:
        if slug not in self._domains:
            raise ContentError(f"no domain {slug}")
        return self._domains[slug]

    def term(self, vocabulary: str, slug: str) -> Term:
        if (vocabulary, slug) not in self._terms:
            raise ContentError(f"no term {slug} in {vocabulary}")
        return self._terms[vocabulary, slug]

    def contact(self, name: str) -> Contact:
        """A contact of the space that the current sheet belongs to."""
        found = Contact.objects.filter(page_id=self.space_id, name=name).first()
        if found is None:
            raise ContentError(f"no contact {name!r} in the space")
        return found

    def space(self, code: str) -> PartnerSpacePage:
        return PartnerSpacePage.objects.get(pk=self.page(f"partner/{code}"))
