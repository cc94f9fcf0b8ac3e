"""One setting for all tests: quick password hashing, plain static files, mail in memory (their folder: environment.py)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker, Settings

from janya.core import keeping
from janya.people.models import Person


@pytest.fixture(autouse=True)
def test_settings(settings: Settings, tmp_path: Path) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STATIC_ROOT = tmp_path
    settings.ALLOWED_HOSTS = ["*"]
    keeping.forget()
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Tests with real transactions empty every table afterwards; SQLite does it with DELETE, which the journal refuses."""
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER journal_entry_refuses_delete")


@pytest.fixture
def browse(client: Client) -> Callable[[Person], Client]:
    """`browse(person)` is a client signed in as that person."""

    def signed_in(person: Person) -> Client:
        one = Client()
        one.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return one

    return signed_in


settings_profile = "janya"
hypothesis_settings.register_profile(settings_profile, deadline=None)
hypothesis_settings.load_profile(settings_profile)
