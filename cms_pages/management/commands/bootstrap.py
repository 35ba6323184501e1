"""Makes an empty database a usable instance of a département; running it again changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from backend.territories.departements import DepartementGrammar, departement_grammar
from cms_pages.bootstrap.instance import NoTerritories, OtherDepartement, bootstrap, steps
from cms_pages.demo.errors import ContentError


class Command(BaseCommand):
    help = "Make what an instance of a département starts from. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--departement", required=True, metavar="NN", help="its code: 01 to 95, 2A, 974…"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            grammar = departement_grammar(options["departement"])
        except LookupError as error:
            raise CommandError(
                _("No département has the code “%(code)s”.") % {"code": options["departement"]}
            ) from error
        call_command("load_territories", stdout=self.stdout, verbosity=options["verbosity"])
        try:
            counts = self._bootstrap(grammar, quiet=not options["verbosity"])
        except OtherDepartement as error:
            raise CommandError(
                _("This database is the instance of another département: %(code)s.")
                % {"code": error}
            ) from error
        except (ContentError, NoTerritories) as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self._summary(grammar, counts)

    def _bootstrap(self, grammar: DepartementGrammar, *, quiet: bool) -> dict[str, int]:
        columns = (
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TimeElapsedColumn(),
        )  # fmt: skip
        console = Console(stderr=True, quiet=quiet)
        with Progress(*columns, console=console, transient=True) as bar:
            total = steps(grammar)
            task = bar.add_task(_("Pages"), total=total, visible=bool(total))
            return bootstrap(grammar, progress=lambda _key: bar.advance(task))

    def _summary(self, grammar: DepartementGrammar, counts: dict[str, int]) -> None:
        self.stdout.write(
            _(
                "%(institution)s: %(added)d pages added, %(kept)d already there, "
                "%(terms)d entries of the taxonomy added."
            )
            % {"institution": grammar.institution, **{
                name: counts[name] for name in ("added", "kept", "terms")
            }}
        )  # fmt: skip
        if counts["added"]:
            self.stdout.write(_("Each page is to be completed and checked within a month."))
