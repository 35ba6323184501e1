"""A new instance of each département: complete, in its own words, made once and left alone."""

from __future__ import annotations

import re
import shutil
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from wagtail.models import GroupPagePermission, Page, PageLogEntry, Revision, Site, Workflow

from backend.territories.departements import departement_grammar, departements
from cms_pages.bootstrap.files import starting_content
from cms_pages.bootstrap.instance import OtherDepartement, bootstrap
from cms_pages.bootstrap.words import fill, institution_words
from cms_pages.demo.errors import ContentError
from cms_pages.models import FreePage, HomePage, Menus, PartnerSpacePage, SiteSettings
from cms_pages.quality.whole import check_content
from tests.services import IN_CI

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]

COUNTED = (Page, Revision, PageLogEntry, Group, GroupPagePermission, Workflow)
# A preposition that its article does not follow, or a placeholder left empty.
WRONG = re.compile(r"\bde le\b|\bde les\b|\bde (?:A|E|I|O|U|É|Î)\w|\$\{")


def state() -> list[int]:
    return [model._default_manager.count() for model in COUNTED]


def settings_of_site() -> SiteSettings:
    return SiteSettings.for_site(Site.objects.get(is_default_site=True))


def texts() -> str:
    """All that is published, as the database holds it."""
    pages = (*PartnerSpacePage.objects.public(), *FreePage.objects.public())
    revisions = [str(page.latest_revision.content) for page in pages]
    settings = settings_of_site()
    home = HomePage.objects.get()
    return "\n".join([settings.name, settings.tagline, home.intro, str(home.slots), *revisions])


@pytest.mark.parametrize("code", departements())
def test_an_instance_of_every_departement(code: str) -> None:
    grammar = departement_grammar(code)
    counts = bootstrap(grammar)
    expected = len(starting_content(grammar).sheets)
    assert (counts["added"], counts["kept"]) == (expected, 0)
    settings = settings_of_site()
    assert settings.departement == code
    assert settings.owner_name == grammar.institution
    assert settings.name.endswith(grammar.of)
    assert (settings.legal_page, settings.accessibility_page, settings.privacy_page) != (None,) * 3
    spaces = PartnerSpacePage.objects.public()
    assert spaces.count() + FreePage.objects.public().count() == expected
    assert all(space.is_service and space.group_id and space.collection_id for space in spaces)
    assert {space.territory.code for space in spaces} == {grammar.territory}
    written = texts()
    assert grammar.of in written
    assert grammar.inside in written
    assert not WRONG.search(written)
    before = state()
    assert bootstrap(grammar) == {"added": 0, "kept": expected, "terms": 0}
    assert state() == before


@pytest.mark.parametrize(
    ("code", "sentences"),
    [
        ("01", ["aux collectivités de l'Ain", "le Conseil départemental de l'Ain"]),
        ("06", ["aux collectivités des Alpes-Maritimes", "dans les Alpes-Maritimes"]),
        ("07", ["aux collectivités de l'Ardèche", "en Ardèche"]),
        ("18", ["aux collectivités du Cher", "dans le Cher"]),
        ("2A", ["de la Corse-du-Sud", "la Collectivité de Corse"]),
        ("2B", ["de la Haute-Corse", "de la Collectivité de Corse"]),
        ("68", ["du Haut-Rhin", "La Collectivité européenne d'Alsace"]),
        ("69", ["du Rhône", "les 58 communes de la Métropole de Lyon", "c'est la Métropole qui"]),
        ("75", ["de Paris", "à Paris", "La Ville de Paris est à la fois"]),
        ("972", ["de la Martinique", "en Martinique", "la Collectivité territoriale"]),
        ("976", ["de Mayotte", "à Mayotte", "le Conseil départemental de Mayotte"]),
    ],
)
def test_the_grammar_of_the_difficult_ones(code: str, sentences: list[str]) -> None:
    content = starting_content(departement_grammar(code))
    written = str([content.site, *(sheet.fields for sheet in content.sheets)]).replace("\\'", "'")
    for sentence in sentences:
        assert sentence in written


def test_what_surrounds_the_pages_is_ready() -> None:
    bootstrap(departement_grammar("38"))
    site = Site.objects.get(is_default_site=True)
    home = site.root_page.specific
    assert isinstance(home, HomePage)
    assert home.live
    assert len(home.slots) == 1
    menus = Menus.for_site(site)
    assert (len(menus.main), len(menus.footer)) == (2, 3)
    assert Workflow.objects.filter(active=True).count() == 1
    assert not Page.objects.filter(title__startswith="Welcome").exists()


def test_what_an_editor_changed_or_deleted_stays_so() -> None:
    grammar = departement_grammar("38")
    bootstrap(grammar)
    legal = FreePage.objects.get(slug="mentions-legales")
    legal.title, legal.slug = "Nos mentions", "nos-mentions"
    legal.save_revision().publish()
    PartnerSpacePage.objects.get(code="routes-38").delete()
    settings = settings_of_site()
    settings.name = ""
    settings.save()
    menus = Menus.for_site(Site.objects.get(is_default_site=True))
    menus.main, menus.footer = [], []
    menus.save()
    home = HomePage.objects.get()
    home.intro = ""
    home.save_revision().publish()
    before = state()
    assert bootstrap(grammar)["added"] == 0
    assert state() == before
    assert FreePage.objects.filter(title="Nos mentions").exists()
    assert settings_of_site().name == ""
    assert HomePage.objects.get().intro == ""


def test_what_was_made_by_hand_before_is_kept() -> None:
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Chez nous", slug="accueil", intro="<p>Nous</p>"))
    mine = home.add_child(instance=FreePage(title="Mon texte", slug="mentions-legales"))
    settings = settings_of_site()
    settings.name = "Notre bouquet"
    settings.save()
    counts = bootstrap(departement_grammar("38"))
    assert counts["kept"] == 1
    assert FreePage.objects.get(slug="mentions-legales").pk == mine.pk
    assert HomePage.objects.get().intro == "<p>Nous</p>"
    assert settings_of_site().name == "Notre bouquet"


def test_a_database_is_the_instance_of_one_departement() -> None:
    bootstrap(departement_grammar("38"))
    before = state()
    with pytest.raises(OtherDepartement):
        bootstrap(departement_grammar("73"))
    assert state() == before


def test_the_command_tells_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("bootstrap", departement="2a")
    assert "Collectivité de Corse" in capsys.readouterr().out
    call_command("bootstrap", departement="2A", verbosity=0)
    assert capsys.readouterr().out == ""
    with pytest.raises(CommandError, match="2A"):
        call_command("bootstrap", departement="01")
    for code in ("", "20", "00", "é", "9999", "75 --"):
        with pytest.raises(CommandError):
            call_command("bootstrap", departement=code)


def test_a_word_that_does_not_exist_is_a_fault_of_the_files() -> None:
    words: dict[str, Any] = {"of": "de l'Ain"}
    assert fill({"a": ["${of}", 3]}, words) == {"a": ["de l'Ain", 3]}
    with pytest.raises(ContentError):
        fill("${off}", words)
    with pytest.raises(ContentError):
        fill("100 $ de", words)
    assert institution_words("Métropole de Lyon")["of_institution"] == "de la Métropole de Lyon"


@pytest.mark.parametrize("code", ["26", "2A", "67", "69", "75", "972"])
def test_a_proofreader_only_asks_that_someone_reads_the_pages(code: str) -> None:
    bootstrap(departement_grammar(code))
    pages = len(starting_content(departement_grammar(code)).sheets)
    # The continuous integration has a dictionary, and fails without it.
    found = check_content(spelling=IN_CI or shutil.which("hunspell") is not None)
    assert {(one.check, one.field) for one in found} == {("review", "reviewed_on")}
    assert len(found) == pages
