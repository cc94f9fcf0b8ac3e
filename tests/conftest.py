"""One setting for all tests: quick password hashing, plain static files, mail in memory, a folder of their own."""

import os
import tempfile

os.environ.setdefault("JANYA_HOME", tempfile.mkdtemp(prefix="janya-tests-"))
os.environ.setdefault("JANYA_SECRET", "only-for-tests")

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from janya.people.models import Person


@pytest.fixture(autouse=True)
def test_settings(settings: Settings, tmp_path: Path) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ALLOWED_HOSTS = ["*"]


@pytest.fixture
def browse(client: Client) -> Callable[[Person], Client]:
    """`browse(person)` is a client signed in as that person."""

    def signed_in(person: Person) -> Client:
        one = Client()
        one.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return one

    return signed_in
