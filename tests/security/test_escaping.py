"""What a document prints is words, on every page, in every frame and picture: never markup, never an address."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import Concat
from django.test import Client

from disclosures.lifecycle.totals import rebuild
from disclosures.models import Statement, StatementColumn
from tests.pages.test_pages import addresses
from tests.security.matrix import ADMIN, PUBLIC
from tests.security.test_matrix import client, content
from tests.security.world import World

pytestmark = pytest.mark.django_db

HOSTILE = """'"><script>alert(1)</script><img src=x onerror=alert(2)>"""
SIGNS = (b"<script>alert", b"<img src=x")
LONG_ENOUGH = 200
FIXED = {"file", "sha256", "media_type", "source", "layout", "parser_version", "key", "error_code"}
"""What our own program writes."""


def poison() -> int:
    """Add markup to every text that comes from documents and people. Returns to how many kinds of it."""
    poisoned = 0
    for model in apps.get_app_config("disclosures").get_models():
        for field in model._meta.concrete_fields:
            if (
                isinstance(field, CharField | TextField)
                and not (field.choices or field.primary_key or field.name in FIXED)
                and (field.max_length or LONG_ENOUGH) >= LONG_ENOUGH
            ):
                model._base_manager.update(  # type: ignore[attr-defined]
                    **{field.name: Concat(F(field.name), Value(HOSTILE), output_field=TextField())}
                )
                poisoned += 1
    for column in StatementColumn.objects.all():
        column.heading = [part + HOSTILE for part in column.heading]
        column.save()
    rebuild()
    return poisoned


def charts(asked: Client, where: str) -> list[str]:
    """The pictures and frames that a page offers."""
    names = ("flow", "shares", "lines", "years", "slope", "bars", "treemap", "dots", "tree")
    mark = "&" if "?" in where else "?"
    return [
        f"{where}{mark}{way}"
        for name in names
        for way in (f"embed={name}", f"format=svg&part={name}")
        if asked.get(f"{where}{mark}{way}").status_code == 200
    ]


@pytest.mark.one_database
def test_words_are_never_markup(world: World) -> None:
    asked = client(world, "superuser")
    assert poison() > 25
    pages = [*addresses(world.country).values(), *(page.address(world) for page in PUBLIC)]
    pages += [f"/search/?q={word}" for word in ("衡水", "<script>", "支出")]
    pages += [
        page.address(world)
        for page in ADMIN
        if "superuser" in page.reads and page.name not in ("admin:logout", "admin:login")
    ]
    pages = list(dict.fromkeys(pages))
    for where in list(pages[:25]):
        pages += charts(asked, where)
    met = 0
    for where in pages:
        answer = asked.get(where)
        if answer["Content-Type"].startswith(("text/html", "image/svg")):
            body = content(answer)
            assert not [sign for sign in SIGNS if sign in body], where
            met += b"&lt;script&gt;alert" in body
    assert met > 25, "the words were on the pages"
    assert Statement.objects.filter(title__contains="<script>").exists()
