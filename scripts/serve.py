"""Prepares the catalogue where it is not ready yet, then serves it and says where.

What has been prepared is stamped with what it was made from, so that the next start takes seconds.
"""

from __future__ import annotations

import hashlib
import io
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import CommandError, call_command, get_commands  # noqa: E402
from django.db import connection  # noqa: E402

#: Commands that fill an empty database, in order; each may be run again without harm.
STEPS = (
    ("load_territories", "Chargement des territoires de France"),
    ("load_taxonomy", "Chargement des thématiques"),
)
#: What lets a newcomer try the product, and has no place on a server that others reach.
DEMONSTRATION = (
    ("load_demo", "Chargement du catalogue de démonstration"),
    ("create_accounts", "Création des comptes de démonstration"),
)


def sources() -> str:
    """A fingerprint of what the demonstration is made from."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "fixtures").rglob("*")):
        if path.is_file():
            state = path.stat()
            digest.update(
                f"{path.relative_to(ROOT)} {state.st_size} {state.st_mtime_ns}\n".encode()
            )
    return digest.hexdigest()


def prepare() -> None:
    """Bring the database to the present code, then fill it unless that is done already."""
    call_command("migrate", interactive=False, verbosity=0)
    stamp = Path(settings.VAR_DIR, "prepared")
    wanted = sources()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted and holds_pages():
        return
    known = get_commands()
    for command, title in STEPS if settings.ENVIRONMENT.production else STEPS + DEMONSTRATION:
        if command not in known:
            continue
        started = time.monotonic()
        print(f"{title}…", flush=True)
        # The accounts are shown at the end, with the addresses.
        out = io.StringIO() if command == "create_accounts" else sys.stdout
        try:
            call_command(command, stdout=out)
        except CommandError as error:
            sys.exit(f"{command} : {error}")
        print(f"  fait en {time.monotonic() - started:.1f} s", flush=True)
    stamp.write_text(wanted, encoding="ascii")


def holds_pages() -> bool:
    """Whether the stamp speaks of this database: it may have been thrown away since."""
    from cms_pages.models import Domain, PartnerSpacePage

    model = Domain if settings.ENVIRONMENT.production else PartnerSpacePage
    return model.objects.exists()


def welcome() -> str:
    """The addresses to open, and the accounts to try."""
    from cms_pages.spaces.accounts import DEMO_PASSWORD, demo_accounts

    base = settings.WAGTAILADMIN_BASE_URL
    lines = [
        "",
        f"{settings.INSTANCE_NAME} est servi :",
        f"  administration    {base}/admin/",
        f"  API               {base}/api/v1/",
        f"  documentation     {base}/api/v1/docs/",
    ]
    if not settings.ENVIRONMENT.production:
        lines.append(f"Comptes de démonstration (mot de passe : {DEMO_PASSWORD}) :")
        lines += [f"  {account.username:16}  {account.role}" for account in demo_accounts()]
    lines.append("Ctrl+C arrête le serveur.")
    return "\n".join(lines)


def serve() -> None:
    """Become the web server: its processes open their own connections."""
    os.environ["BOUQUET_WELCOME"] = welcome()
    if not settings.ENVIRONMENT.production:  # there it is a service of its own
        os.environ["BOUQUET_CLOCK"] = "1"
    connection.close()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "backend.wsgi:application"])


if __name__ == "__main__":
    prepare()
    if "--prepare-only" not in sys.argv:
        serve()
