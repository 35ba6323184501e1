"""The starting taxonomy: complete, loaded once, and an editor's afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cms_pages.choices import Vocabulary
from cms_pages.models import Domain, SynonymGroup, Term
from cms_pages.taxonomy import load_taxonomy

pytestmark = pytest.mark.django_db


def test_it_holds_the_vocabularies() -> None:
    load_taxonomy()
    tops = Domain.objects.filter(parent=None)
    assert tops.count() == 12
    assert all(domain.children.count() == 4 for domain in tops)
    assert set(Term.objects.values_list("vocabulary", flat=True)) == set(Vocabulary.values)
    phases = Term.objects.filter(vocabulary="phase").values_list("slug", flat=True)
    assert list(phases) == ["emergence", "faisabilite", "montage", "realisation", "exploitation"]
    assert Domain.objects.get(slug="dechets").aides_territoires_theme == "Énergies / Déchets"
    for entry in [*Domain.objects.all(), *Term.objects.all(), *SynonymGroup.objects.all()]:
        entry.full_clean()
    words = [w.casefold() for group in SynonymGroup.objects.all() for w in group.term_list()]
    assert len(words) == len(set(words))


def test_a_second_load_writes_nothing(capsys: Any) -> None:
    load_taxonomy()
    with CaptureQueriesContext(connection) as queries:
        counts = load_taxonomy()
    assert set(counts) == {"kept"}
    assert not [q for q in queries if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    call_command("load_taxonomy")
    assert "0 added, 0 updated" in capsys.readouterr().out


def test_an_editor_s_changes_stay_until_a_reset() -> None:
    load_taxonomy()
    Term.objects.filter(slug="montage").update(label="Financer", order=1)
    Domain.objects.filter(slug="foncier").update(label="Le foncier")
    SynonymGroup.objects.filter(terms__startswith="DETR").update(terms="DETR\ndotation rurale")
    load_taxonomy()
    assert Term.objects.get(slug="montage").label == "Financer"
    assert SynonymGroup.objects.filter(terms__contains="DETR").count() == 1
    counts = load_taxonomy(reset_labels=True)
    assert counts["updated"] == 2
    assert Term.objects.get(slug="montage").label == "Montage et financement"
    assert Domain.objects.get(slug="foncier").label == "Foncier et friches"


def test_a_broken_file_changes_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "taxonomy.yaml"
    broken.write_text(
        "domains: [{slug: un, label: Un}]\nvocabularies: {humeur: [{slug: a, label: A}]}\n"
    )
    with pytest.raises(ValueError, match="humeur"):
        load_taxonomy(broken)
    assert not Domain.objects.exists()


def test_domains_come_out_in_the_order_of_the_tree() -> None:
    load_taxonomy()
    top = Domain.objects.get(slug="numerique")
    top.order = 0
    top.save()
    slugs = list(Domain.objects.values_list("slug", flat=True))
    assert slugs[:3] == ["numerique", "amenagement-numerique", "demat-rgpd"]
    assert str(Domain.objects.get(slug="demat-rgpd")) == "Numérique › Dématérialisation et RGPD"


def test_the_tree_has_two_levels_and_codes_stay() -> None:
    load_taxonomy()
    child = Domain.objects.get(slug="foncier")
    top = Domain.objects.get(slug="numerique")
    for domain, field in (
        (Domain(slug="petit", label="Petit", parent=child), "parent"),
        (Domain.objects.get(slug="numerique"), "slug"),
    ):
        if field == "slug":
            domain.slug = "autre"
        with pytest.raises(ValidationError) as caught:
            domain.full_clean()
        assert field in caught.value.message_dict
    top.parent = Domain.objects.get(slug="eau-assainissement")
    with pytest.raises(ValidationError):
        top.full_clean()


def test_slugs_are_unique_in_their_vocabulary() -> None:
    Term.objects.create(vocabulary="help", slug="formation", label="Formation")
    Term.objects.create(vocabulary="event_kind", slug="formation", label="Formation")
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(vocabulary="help", slug="formation", label="Encore")


def test_synonyms_are_words_one_a_line() -> None:
    group = SynonymGroup(terms="  DETR \r\n\r\ndotation   rurale\nDETR\n")
    assert group.term_list() == ["DETR", "dotation rurale"]
    with pytest.raises(ValidationError):
        SynonymGroup(terms="seul\nseul").full_clean()
