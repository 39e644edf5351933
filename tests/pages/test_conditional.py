"""Conditional requests: every public page answers 304 for one query, until anything that it could show has changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, reverse

from config import conditional
from disclosures.lifecycle.public_log import complete
from disclosures.lifecycle.publication import publish, withdraw
from disclosures.lifecycle.totals import refresh_agencies
from disclosures.models import Agency, Amount, Edition, Finding
from disclosures.operations import program
from disclosures.pages.figure.facts import fixed_place
from disclosures.reading import pictures
from disclosures.reading.sentences import place_of_sentence
from disclosures.urls import urlpatterns
from tests.pages.rows import Country, former_of

pytestmark = pytest.mark.django_db

BY_KEY = frozenset({"original"})
"""Addresses whose answer is a file with a tag of its own."""


@pytest.fixture(autouse=True)
def one_page_of_paper(
    monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """An image for every page, and a folder for the package."""
    image = tmp_path_factory.mktemp("images") / "1.png"
    image.write_bytes(b"png")
    settings.DATA_DIR = image.parent  # type: ignore[attr-defined]
    monkeypatch.setattr(pictures, "picture", lambda document, page: image)


def address(pattern: URLPattern, country: Country) -> str:
    """An address of every public pattern. A new kind of part fails here: give it a value that leads to a page."""
    cell = Amount.objects.filter(line__statement__disclosure=country.own_2022, state="amount").first()
    stated = country.own_2022.headline.get()
    said = place_of_sentence(country.own_2022.claims.get().sentence, None)
    assert cell
    assert former_of(country.xingtai_2022)
    placed, finding = fixed_place(cell.pk), Finding.objects.published().get()
    values: dict[str, dict[str, object]] = {
        "agency": {"pk": country.hengshui.pk},
        "years": {"pk": country.hengshui.pk},
        "figure-place": {"file": placed.file, "place": placed.place},
        "sentence": {"pk": stated.pk},
        "sentence-place": {"file": country.own_2022.document.sha256[:16], "place": said},
        "sentence-of": {"pk": country.own_2022.pk, "place": said},
        "finding": {"disclosure": finding.disclosure_id, "key": finding.key},
        "check": {"check_id": finding.check_id},
        "code": {"kind": "functional", "code": "215"},
        "code-years": {"kind": "functional", "code": "215"},
        "region": {"pk": "131100"},
        "coverage-place": {"pk": "131100"},
        "page-image": {"pk": country.own_2022.document_id, "page": 1},
        "original": {"pk": country.own_2022.document_id},
        "data-file": {"name": "agencies.csv"},
        "changes": {"pk": country.xingtai_2022.pk},
        "sitemap-section": {"section": "disclosures"},
    }
    parts = values.get(pattern.name or "", {"pk": country.own_2022.pk})
    named = {name: parts[name] for name in pattern.pattern.regex.groupindex}
    return reverse(f"disclosures:{pattern.name}", kwargs=named)


NO_PAGES = {"figure", "api-nothing", "mcp"}
"""An address that only leads to another one, one where there is nothing, and one that is asked with POST."""


def pages(country: Country) -> Iterator[tuple[str, str]]:
    complete()
    for entry in urlpatterns:
        for pattern in entry.url_patterns if isinstance(entry, URLResolver) else [entry]:
            if pattern.name not in NO_PAGES:
                yield str(pattern.name), address(pattern, country)


def body(answer: object) -> bytes:
    return b"".join(answer) if getattr(answer, "streaming", False) else answer.content  # type: ignore[attr-defined, call-overload]


def test_every_page_answers_304_for_one_query_at_most(client: Client, country: Country) -> None:
    assert len(list(pages(country))) > 18
    for name, where in pages(country):
        first = client.get(where)
        assert first.status_code == 200, where
        assert body(first), where
        tag = first["ETag"]
        with CaptureQueriesContext(connection) as queries:
            again = client.get(where, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b""), where
        assert len(queries) <= 1, (where, [query["sql"] for query in queries])
        assert again["ETag"] == tag
        for answer in (first, again):
            assert "no-cache" in answer["Cache-Control"], where
            assert ("private" if name in BY_KEY else "public") in answer["Cache-Control"], where
            assert ("Cookie" in answer.get("Vary", "")) == (name in BY_KEY), where
        assert client.get(where, headers={"if-none-match": '"another"'}).status_code == 200
        assert client.head(where, headers={"if-none-match": tag}).status_code == 304


def test_a_change_of_what_is_public_gives_new_pages(client: Client, country: Country) -> None:
    def tag() -> str:
        return client.get("/agencies/")["ETag"]

    seen = [tag()]
    assert tag() == seen[0]

    def changed() -> None:
        assert client.get("/agencies/", headers={"if-none-match": seen[-1]}).status_code == 200
        seen.append(tag())
        assert len(set(seen)) == len(seen)

    withdraw(country.xingtai_2022, None, "测试")
    changed()
    publish(country.draft, None, "测试")
    changed()
    Agency.objects.filter(pk=country.xingtai.pk).update(name="邢台市工信委")
    refresh_agencies([country.xingtai.pk])
    changed()


def test_a_page_that_is_no_longer_public_is_gone(client: Client, country: Country) -> None:
    for where in (
        f"/disclosures/{country.xingtai_2022.pk}/",
        f"/documents/{country.xingtai_2022.document_id}/original/",
        f"/documents/{country.xingtai_2022.document_id}/pages/1.png",
    ):
        tag = client.get(where)["ETag"]
        withdraw(country.xingtai_2022, None, "测试")
        assert client.get(where, headers={"if-none-match": tag}).status_code in (404, 410), where
        publish(country.xingtai_2022, None, "测试")


def test_the_tag_outlives_a_restart_and_not_an_update(
    client: Client, country: Country, monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: object
) -> None:
    tag = client.get("/")["ETag"]
    program._fingerprint.cache_clear()  # a new process
    assert client.get("/", headers={"if-none-match": tag}).status_code == 304
    template = tmp_path / "templates" / "home.html"  # type: ignore[operator]
    template.parent.mkdir()
    template.write_text("a")
    settings.BASE_DIR = tmp_path  # type: ignore[attr-defined]
    first = program.program()
    template.write_text("b")
    program._fingerprint.cache_clear()
    second = program.program()
    assert first != second
    assert client.get("/", headers={"if-none-match": tag}).status_code == 200


def test_a_day_is_an_edition_too(client: Client, country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    tag = client.get("/")["ETag"]
    monkeypatch.setattr(conditional.timezone, "localdate", lambda: date(2001, 2, 3))
    assert client.get("/", headers={"if-none-match": tag}).status_code == 200


def test_no_tag_tells_whether_there_is_a_page(client: Client, country: Country) -> None:
    """A tag is good for the address that it came with; “*” is good for none."""
    there, drafted = f"/disclosures/{country.xingtai_2022.pk}/", f"/disclosures/{country.draft.pk}/"
    tag = client.get(there)["ETag"]
    assert client.get(there, headers={"if-none-match": tag}).status_code == 304
    assert client.get(there, headers={"if-none-match": "*"}).status_code == 200
    for where in (drafted, "/disclosures/999999/", "/agencies/999999/"):
        for asked in (tag, "*", f'{tag}, "x"', tag.removeprefix("W/")):
            assert client.get(where, headers={"if-none-match": asked}).status_code == 404, (where, asked)


def test_a_tag_says_nothing_of_how_much_was_published(client: Client, country: Country) -> None:
    Edition.objects.update(number=987654321)
    tags = {client.get(where)["ETag"] for where in ("/", "/agencies/", "/agencies/?q=1")}
    assert len(tags) == 3
    assert not any("987654321" in tag for tag in tags)


def test_errors_and_the_admin_have_no_tag(client: Client, country: Country, settings: object) -> None:
    for where in ("/agencies/999999/", "/nothing/", f"/{settings.ADMIN_PATH}login/"):  # type: ignore[attr-defined]
        assert not client.get(where).has_header("ETag"), where
    assert client.post("/agencies/").status_code == 405


def test_a_draft_s_file_is_not_given_away_by_its_tag(client: Client, country: Country) -> None:
    document = country.draft.document
    document.file.save("draft.txt", ContentFile(b"draft"))
    where = f"/documents/{document.pk}/original/"
    assert client.get(where, headers={"if-none-match": f'"{document.sha256}"'}).status_code == 404


def test_the_number_grows_by_one_change(country: Country) -> None:
    before = Edition.objects.number()
    withdraw(country.xingtai_2022, None, "测试")
    assert Edition.objects.number() == before + 1
