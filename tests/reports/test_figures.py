"""Every figure of the report leads back to the page it came from and the moment it was taken."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from janya.core import documents
from janya.core.thai import to_thai_digits
from janya.norms.models import Step
from janya.people.models import Person
from janya.reports import figures, queries
from tests import make
from tests.core import annual_sample as sample
from tests.reports.test_annual import YEAR_END, filled
from tests.reports.words import words_of


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [0, 3])
def test_no_figure_is_without_a_source(rows: int) -> None:
    facts = queries.annual(filled(rows) if rows else make.drive(), YEAR_END)

    found = list(figures.every(facts))

    assert len(found) > (100 if rows else 10)
    assert all(one.source["title"] and one.source["address"] and one.source["taken_at"] for one in found)


def test_no_figure_of_a_full_year_is_without_a_source() -> None:
    found = {one.place: one.source["key"] for one in figures.every(sample.annual())}

    assert found["risks.rows.0.score"] == "risks"
    assert found["plan.spent"] == "plan.spent"
    assert found["kpis.rows.0.target"] == "kpis"
    assert found["issues.ranked.0.total"] == "issues.ranked"


def test_a_chapter_that_is_added_without_a_source_is_found() -> None:
    facts: dict[str, Any] = {**sample.annual(), "training": {"hours": 12}}

    with pytest.raises(LookupError, match=r"training\.hours"):
        list(figures.every(facts))


def test_pages_of_one_address_bear_one_number() -> None:
    found = figures.sources(1, date(2026, 9, 30))

    numbers = {one["address"]: one["number"] for one in found}
    assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))
    assert len({one["number"] for one in found if one["key"].startswith("issues.")}) == 1


@pytest.mark.django_db
def test_every_source_is_a_page_that_opens(browse: Any) -> None:
    drive = filled(1)
    for number in range(1, 9):
        Step.objects.create(number=number, key=f"s{number}", title=f"ขั้นตอนที่ {number}")
    client: Client = browse(make.officer(drive.agency))

    addresses = {one["address"] for one in queries.annual(drive, YEAR_END)["sources"]}

    assert {client.get(address).status_code for address in addresses} == {200}
    assert all(resolve(address) for address in addresses)


@pytest.mark.django_db
def test_a_figure_tells_the_moment_it_was_taken() -> None:
    taken = datetime(2026, 9, 30, 3, 5, tzinfo=UTC)

    facts = queries.annual(make.drive(), YEAR_END, taken)

    assert {one["source"]["taken_at"] for one in facts["figures"]} == {taken}
    assert "taken_at" in json.dumps(facts, default=documents.plain)


def test_the_paper_lists_the_sources_and_the_figures_bear_their_numbers() -> None:
    facts = sample.annual()

    told = words_of(documents.render("reports/typst/annual.typ", dict(facts), as_of=sample.YEAR_END))

    for source in facts["sources"]:
        assert source["address"] in told
        assert f"[{to_thai_digits(str(source['number']))}]" in told


@pytest.mark.django_db
def test_the_page_leads_from_a_figure_to_its_page(browse: Any) -> None:
    drive = filled(1)
    by: Person = make.officer(drive.agency)

    page = browse(by).get(f"/drives/{drive.pk}/report/").content.decode()

    assert "ความเสี่ยงในทะเบียน" in page
    assert f'<a href="/drives/{drive.pk}/risks/">' in page
