"""Reads the published pages as a proofreader would; fails when something is wrong."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from dataclasses import astuple, fields
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms_pages.quality.findings import Finding
from cms_pages.quality.spelling import SpellingUnavailable
from cms_pages.quality.whole import check_content


class Command(BaseCommand):
    help = "Check the published pages: links, duplicates, lengths, images, spelling, reading ease."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-spelling", action="store_true", help="leave the spelling alone")
        parser.add_argument("--external", action="store_true", help="also ask other sites' pages")
        parser.add_argument("--csv", action="store_true", help="a table for a spreadsheet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            findings = check_content(
                spelling=not options["no_spelling"], external=options["external"]
            )
        except SpellingUnavailable as error:
            raise CommandError(
                _("Install hunspell and hunspell-fr, or leave spelling out with --no-spelling.")
            ) from error
        if options["csv"]:
            table = csv.writer(self.stdout)
            table.writerow(field.name for field in fields(Finding))
            table.writerows(astuple(finding) for finding in findings)
        else:
            for found in findings:
                place = "/".join(filter(None, (found.kind, found.slug)))
                self.stdout.write(f"{place} · {found.field} · {found.check}: {found.message}")
        if findings:
            count = len(findings)
            raise CommandError(
                ngettext("%(count)d thing to look at.", "%(count)d things to look at.", count)
                % {"count": count}
            )
        self.stdout.write(_("Nothing to say about the published pages."))
