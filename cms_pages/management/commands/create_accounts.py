"""Makes the demonstration accounts, one a role; refused in production."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms_pages.spaces.accounts import DEMO_PASSWORD, AccountsRefused, create_accounts


class Command(BaseCommand):
    help = "Create the demonstration accounts, one a role. Never in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--password", default=DEMO_PASSWORD)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            accounts = create_accounts(options["password"])
        except AccountsRefused as error:
            raise CommandError(
                _("Demonstration accounts are refused in production: everyone knows them.")
            ) from error
        for account in accounts:
            group = account.group.name if account.group else ""
            self.stdout.write(f"{account.username:16}{account.role!s:36}{group}")
