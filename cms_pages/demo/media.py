"""Images and documents of the content files, stored through Wagtail when a sheet needs them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Collection
from wagtail.utils.file import hash_filelike

from cms_pages.demo.errors import ContentError
from cms_pages.demo.sheets import Content


class Media:
    """The files of a folder: each is stored once, and found again by its content."""

    def __init__(self, content: Content, collection: Collection) -> None:
        self.content = content
        self.collection = collection
        self._known: dict[tuple[str, str], int] = {}

    def image(self, name: str) -> int:
        facts = dict(self.content.images.get(name) or {})
        if not facts:
            raise ContentError(f"image {name} is not described in images.yaml")
        return self._stored("images", name, get_image_model(), facts)

    def document(self, name: str) -> int:
        facts = dict(self.content.documents.get(name) or {})
        if not facts:
            raise ContentError(f"document {name} is not described in documents.yaml")
        return self._stored("documents", name, get_document_model(), facts)

    def _stored(self, folder: str, name: str, model: Any, facts: dict[str, Any]) -> int:
        key = (folder, name)
        if key not in self._known:
            path = self.content.folder / folder / name
            if not path.is_file():
                raise ContentError(f"no file {folder}/{name}")
            self._known[key] = self._find(path, model) or self._store(path, model, facts)
        return self._known[key]

    def _find(self, path: Path, model: Any) -> int | None:
        with path.open("rb") as file:
            digest = hash_filelike(file)
        found: int | None = (
            model.objects.filter(file_hash=digest).values_list("pk", flat=True).first()
        )
        return found

    def _store(self, path: Path, model: Any, facts: dict[str, Any]) -> int:
        instance = model(collection=self.collection, **facts)
        instance.file.save(path.name, ContentFile(path.read_bytes()), save=False)
        set_metadata(instance)
        instance.full_clean()
        instance.save()
        instance.file.close()
        return int(instance.pk)


def set_metadata(instance: Any) -> None:
    """Size and hash, which Wagtail's own upload views set and a plain save does not."""
    if isinstance(instance, AbstractImage):
        instance._set_image_file_metadata()
    else:
        instance._set_document_file_metadata()
