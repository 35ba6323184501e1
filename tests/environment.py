"""What tests run in: their own settings, whatever the shell was told. Loaded before Django."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

#: Services that someone gave to the tests, kept under a name that the settings do not read:
#: a test that wants one asks for its fixture, every other test does without.
for _name in ("ELASTICSEARCH_URL", "DATABASE_URL"):
    if _name in os.environ:
        os.environ[f"TESTS_{_name}"] = os.environ.pop(_name)
for _name in list(os.environ):
    if _name in {"SECRET_KEY", "ALLOWED_HOSTS", "FRONTEND_URL", "PUBLIC_BASE_URL", "DEBUG"}:
        del os.environ[_name]

os.environ["BOUQUET_ENV"] = "test"
os.environ["BOUQUET_VAR"] = tempfile.mkdtemp(prefix="bouquet-tests-")
os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
_OWNER = os.getpid()


@atexit.register
def _tidy() -> None:
    if os.getpid() == _OWNER:
        shutil.rmtree(os.environ["BOUQUET_VAR"], ignore_errors=True)
