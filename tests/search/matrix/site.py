"""What happens to the site around the pages. Every function is one case."""

from __future__ import annotations

from cms_pages.models import Menus, SiteSettings
from search.drain import drain
from tests.search import world as w
from tests.search.matrix.world import World


def settings_changed(world: World) -> None:
    site = world.home.get_site()
    SiteSettings.objects.create(site=site, owner_name="Département", licence_label="LO 2.0")
    drain()
    assert w.item(world.offer)["licence"]["label"] == "LO 2.0"
    assert w.item(world.parent)["source"] == "Département"


def menu_leads_to_a_page_that_leaves(world: World) -> None:
    entry = {"label": "Cible", "page": world.target.pk, "url": "", "children": []}
    Menus.objects.create(site=world.home.get_site(), main=w.stream(w.block("entry", entry)))
    drain()
    assert w.site()["menus"]["main"][0]["page"]["id"] == world.target.pk
    world.target.unpublish()
    drain()
    assert w.site()["menus"]["main"] == []


def home_page_changed(world: World) -> None:
    world.home.slots = w.stream(w.block("slot", {"title": "À la une", "pages": [world.target.pk]}))
    w.publish(world.home)
    drain()
    assert w.site()["home"]["slots"][0]["pages"][0]["id"] == world.target.pk
    world.target.delete()
    drain()
    assert w.site()["home"]["slots"][0]["pages"] == []
