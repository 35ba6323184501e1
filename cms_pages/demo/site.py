"""The site around the pages: home page, identity, menus, redirects, and local collectivités."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from backend.territories.models import Territory
from backend.territories.vocabularies import NATURE_LEVELS
from cms_pages.demo.errors import ContentError
from cms_pages.demo.ledger import Ledger
from cms_pages.demo.sheets import SITE_FILE, Sheet
from cms_pages.demo.values import Converter, Library
from cms_pages.demo.writer import fill, publish
from cms_pages.models import HomePage, Menus, SiteSettings
from cms_pages.spaces.tree import tree_transaction

HOME_SLUG = "accueil"


def ensure_home(name: str) -> HomePage:
    """The home page of the default site, made in place of Wagtail's welcome page."""
    found = HomePage.objects.first()
    if found is not None:
        return found
    with tree_transaction():
        root = Page.get_first_root_node()
        home = HomePage(title=name, slug=HOME_SLUG)
        root.add_child(instance=home)
        home.save_revision().publish()
        site = Site.objects.filter(is_default_site=True).first() or Site(
            hostname="localhost", is_default_site=True
        )
        welcome = site.root_page if site.root_page_id else None
        site.root_page, site.site_name = home, name
        site.save()
        if welcome and type(welcome.specific) is Page and welcome.is_leaf():
            welcome.delete()
    return home


def add_territories(rows: list[Mapping[str, Any]]) -> None:
    """Collectivités that the reference data lacks; one already there is left alone."""
    for row in rows:
        values = dict(row)
        members = values.pop("members", ())
        if Territory.objects.filter(code=values["code"]).exists():
            continue
        territory = Territory(**values, level=NATURE_LEVELS[values["nature"]])
        territory.full_clean()
        territory.save()
        territory.members.set(Territory.objects.filter(code__in=members))


def home_sheet(site: Mapping[str, Any]) -> Sheet:
    """The home page as a sheet, so that it is loaded and left alone like the others."""
    return Sheet("home", HOME_SLUG, "", site.get("home") or {}, SITE_FILE)


def write_site(site: Mapping[str, Any], library: Library) -> None:
    """Identity and menus where nobody has written any yet."""
    settings = SiteSettings.for_site(_site())
    if not settings.name:
        _write_setting(settings, site.get("settings") or {}, library, "settings")
    menus = Menus.for_site(_site())
    if not menus.main and not menus.footer:
        _write_setting(menus, site.get("menus") or {}, library, "menus")
    for old, key in (site.get("redirects") or {}).items():
        path = Redirect.normalise_path(old)
        if not Redirect.objects.filter(old_path=path).exists():
            Redirect.objects.create(old_path=path, redirect_page_id=library.page(key))


def _site() -> Site:
    return Site.objects.get(is_default_site=True)


def _write_setting(
    instance: models.Model, values: Mapping[str, Any], library: Library, name: str
) -> None:
    try:
        fill(instance, values, Converter(library, f"site/{name}"))
    except ContentError as error:
        raise error.within(SITE_FILE, name) from error
    instance.full_clean()
    instance.save()


def write_home(home: HomePage, sheet: Sheet, library: Library, ledger: Ledger) -> None:
    try:
        fill(home, sheet.fields, Converter(library, sheet.key))
        publish(home)
    except ContentError as error:
        raise error.within(SITE_FILE, "home") from error
    ledger.record(sheet, home)
