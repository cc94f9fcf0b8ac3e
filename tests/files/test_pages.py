from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from janya.files import actions
from janya.files.models import StoredFile
from janya.people.models import Agency, Person
from janya.people.rules import Role
from tests import make

from . import samples

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def kept(agency: Agency, content: bytes = samples.PDF, name: str = "รายงาน ๒๕๖๙.pdf") -> StoredFile:
    return actions.store(agency, SimpleUploadedFile(name, content), by=make.officer(agency))


def test_a_file_is_handed_over_and_never_shown(browse: Browse) -> None:
    agency = make.agency()
    file = kept(agency)

    answer = browse(make.person(Role.AUDITOR, agency)).get(file.get_absolute_url())

    assert b"".join(answer.streaming_content) == samples.PDF  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('รายงาน ๒๕๖๙.pdf')}"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    answer.close()


def test_a_kind_that_is_not_on_the_list_goes_out_as_bytes(browse: Browse) -> None:
    agency = make.agency()
    file = kept(agency)
    StoredFile.objects.filter(pk=file.pk).update(media_type="text/html")

    answer = browse(make.person(Role.AUDITOR, agency)).get(file.get_absolute_url())

    assert answer["Content-Type"] == "application/octet-stream"
    answer.close()


def test_strangers_and_mere_officials_find_nothing(browse: Browse) -> None:
    agency = make.agency()
    address = kept(agency).get_absolute_url()

    assert browse(make.officer(make.agency())).get(address).status_code == 404
    assert browse(make.person(Role.OFFICIAL, agency)).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_file_whose_bytes_are_gone_is_not_found(browse: Browse) -> None:
    agency = make.agency()
    file = kept(agency)

    file.path.unlink()

    assert browse(make.officer(agency)).get(file.get_absolute_url()).status_code == 404


def test_a_file_is_only_read(browse: Browse) -> None:
    agency = make.agency()
    file = kept(agency)

    assert browse(make.officer(agency)).post(file.get_absolute_url()).status_code == 405
