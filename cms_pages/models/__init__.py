"""The page models, one module a kind, and what they share."""

from cms_pages.models.aid import AidPage
from cms_pages.models.article import ArticlePage
from cms_pages.models.base import CataloguePage
from cms_pages.models.call import CallPage
from cms_pages.models.event import EventPage, EventSession
from cms_pages.models.free import FreePage
from cms_pages.models.guide import GuidePage
from cms_pages.models.home import HomePage
from cms_pages.models.images import CatalogueImage, CatalogueRendition
from cms_pages.models.mixins import AudienceMixin, EligibilityMixin, FundingMixin
from cms_pages.models.newsletter import NewsletterPage
from cms_pages.models.offer import OfferPage
from cms_pages.models.partner import Contact, PartnerSpacePage
from cms_pages.models.programme import ProgrammePage
from cms_pages.models.site import Menus, SiteSettings
from cms_pages.models.taxonomy import Domain, SynonymGroup, Term

__all__ = [
    "AidPage",
    "ArticlePage",
    "AudienceMixin",
    "CallPage",
    "CatalogueImage",
    "CataloguePage",
    "CatalogueRendition",
    "Contact",
    "Domain",
    "EligibilityMixin",
    "EventPage",
    "EventSession",
    "FreePage",
    "FundingMixin",
    "GuidePage",
    "HomePage",
    "Menus",
    "NewsletterPage",
    "OfferPage",
    "PartnerSpacePage",
    "ProgrammePage",
    "SiteSettings",
    "SynonymGroup",
    "Term",
]
