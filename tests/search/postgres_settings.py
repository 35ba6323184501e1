"""The project's settings on the PostgreSQL database that a test made."""

from __future__ import annotations

import os

import dj_database_url

from backend.settings import *  # noqa: F403

DATABASES = {"default": dj_database_url.parse(os.environ["TESTS_DATABASE_URL"])}
