"""The read side's three tables: the entries, the marks of what to look at again, the counter.

Nothing here points at a page with a foreign key: an entry outlives its page, as a tombstone.
"""

from __future__ import annotations

from django.db import models


class EntryKind(models.TextChoices):
    """Kinds of rows that are no page; the others hold the code of a page's kind."""

    SITE = "site"
    VOCABULARY = "vocabulary"


class CatalogueEntry(models.Model):
    """One public page, ready to be answered; or its tombstone; or the site, or a vocabulary."""

    key = models.CharField(max_length=64, unique=True)
    page_id = models.BigIntegerField(null=True, unique=True)
    uuid = models.UUIDField(null=True)
    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=255)
    path = models.CharField(max_length=1000)
    version = models.BigIntegerField(unique=True)
    drained = models.CharField(max_length=16)
    """Random name of the drain that wrote this version: tells two histories apart."""
    item = models.TextField()
    """The representation in a list, JSON."""
    detail = models.TextField()
    """The further fields of the full item, JSON."""
    facts = models.TextField()
    """What engines index and what answers depend on (index, rules, calendar, refs), JSON."""
    content_hash = models.CharField(max_length=32)
    former = models.JSONField(default=list)
    """Addresses the page had before: [slug, path], the oldest first."""
    removed = models.BooleanField(default=False)
    refresh_on = models.DateTimeField(null=True, db_index=True)
    """When time alone changes the document."""

    class Meta:
        ordering = ["version"]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class Mark(models.Model):
    """Something changed: look again at what it touches. Written with the change, never updated.

    Two marks of one subject may stand side by side: a drain deletes the rows it has read, and a
    mark that commits meanwhile must survive it.
    """

    class Subject(models.TextChoices):
        PAGE = "page"
        """This page, and below it whatever became public or ceased to be."""
        TREE = "tree"
        """This page and every page below it."""
        OBJECT = "object"
        """Whatever refers to this object."""
        SITE = "site"
        VOCABULARY = "vocabulary"
        EVERYTHING = "everything"

    subject = models.CharField(max_length=12, choices=Subject.choices)
    model = models.CharField(max_length=100, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.subject} {self.model} {self.object_id}".strip()


class Counter(models.Model):
    """The one row that a drain locks: the last version, and what the documents were built with."""

    version = models.BigIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return str(self.version)
