"""The site itself: identity, menus, home page; and where a front-end path leads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.base import Shape, a_moment, code_among, markup, string
from api.serializers.blocks import LinkShape
from api.serializers.common import Image, Licence, PageRef
from cms_pages.kinds import KINDS


class SiteContact(Shape):
    """How to reach the owner."""

    email = string()
    phone = string()
    address = string()


class SitePages(Shape):
    """The pages a site must have."""

    legal = PageRef(allow_null=True)
    accessibility = PageRef(allow_null=True)
    privacy = PageRef(allow_null=True)


class SocialLink(Shape):
    """An account on a social network."""

    label = string()
    url = string()


class MenuEntry(Shape):
    """An entry of a menu; one that only opens others leads nowhere itself."""

    label = string()
    url = string(allow_null=True)
    page = PageRef(allow_null=True)
    children = LinkShape(many=True)


class SiteMenus(Shape):
    """The menus, in order."""

    main = MenuEntry(many=True)
    footer = MenuEntry(many=True)


class Slot(Shape):
    """What the home page puts forward now."""

    title = string()
    starts_at = a_moment()
    ends_at = a_moment()
    html = markup()
    pages = PageRef(many=True)
    link = string(allow_null=True)


class SiteHome(Shape):
    """The home page."""

    title = string()
    intro_html = markup()
    slots = Slot(many=True)


class Site(Shape):
    """The site that a front end shows."""

    name = string()
    tagline = string()
    departement = string(_("Code of the département."), allow_null=True)
    owner = string()
    logo = Image(allow_null=True)
    contact = SiteContact()
    licence = Licence()
    pages = SitePages()
    social_links = SocialLink(many=True)
    menus = SiteMenus()
    home = SiteHome()


class Resolution(Shape):
    """Where a front-end path leads."""

    status = serializers.ChoiceField(
        choices=[200, 301],
        help_text=_("What the front end should answer: the page, or a redirection."),
    )
    kind = code_among(list(KINDS))
    id = serializers.IntegerField()
    path = string(_("Where the page is now, on the front end."))
    url = string(_("The item in the API."))
    html_url = string(_("The page to show to a person."))
