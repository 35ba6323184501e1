"""Makes a partner's space with its group, rights, collection and review."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms_pages.spaces.provision import NoHomePage, create_partner


class Command(BaseCommand):
    help = "Create a partner's space with all its people need to work. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="stable code of the partner, for example caue-26")
        parser.add_argument("name", help="name shown to the public")
        parser.add_argument("--acronym", default="", help="for example CAUE")
        parser.add_argument("--summary", default="", help="two sentences about the partner")
        parser.add_argument("--service", action="store_true", help="a service of the département")
        parser.add_argument("--can-publish", action="store_true", help="publishes without review")
        parser.add_argument("--publish", action="store_true", help="publish the space at once")
        parser.add_argument("--rename", action="store_true", help="give an existing space the name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            space = create_partner(
                options["code"],
                options["name"],
                acronym=options["acronym"],
                summary=options["summary"],
                is_service=options["service"],
                can_publish=options["can_publish"],
                publish=options["publish"],
                rename=options["rename"],
            )
        except NoHomePage as error:
            raise CommandError(_("There is no home page yet: run bootstrap first.")) from error
        except ValidationError as error:
            raise CommandError(_messages(error)) from error
        self.stdout.write(f"{space.code}: {space.title} · {space.group}")


def _messages(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return "; ".join(f"{field}: {' '.join(texts)}" for field, texts in error.message_dict.items())
