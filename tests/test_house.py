"""The guards of `make check` see what they are for."""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string
from pytest_django.fixtures import Settings

from tests.house import dead_names, long_lines, long_modules

MODULE = """
from django.views import View

READ, DEAD = 1, 2

class Kept(NamedTuple):
    shown: int
    hidden: int

class Page(View):
    http_method_names = ["get"]

def view(): return Kept(READ, hidden=3), Page, getattr(READ, "named_by_a_string")

def named_by_a_string(): return view()

@register.filter
def registered(): ...
"""


def test_what_nothing_names_is_dead() -> None:
    found = list(dead_names({"a.py": MODULE}, ["{% if row.shown %}hidden{% endif %}"]))
    assert found == ["a.py:4: DEAD is used nowhere", "a.py:8: hidden is used nowhere"]


def test_lengths() -> None:
    assert list(long_lines({"a.html": "a\n" + "b" * 161})) == [
        "a.html:2: 161 characters in a line, 160 at most"
    ]
    found = [
        line for line in long_modules({"a.py": "a\n" * 401, "b.py": "b\n" * 400}) if "is gone" not in line
    ]
    assert found == ["a.py: 401 lines, 400 at most"]


def test_a_line_break_in_a_comment_is_none(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "broken.html").write_text(
        "<p>{% if a %}甲，{#\n  #}乙{# kept #}{% endif %}\n  丙</p>", encoding="utf-8"
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    assert render_to_string("broken.html", {"a": True}) == "<p>甲，乙\n  丙</p>"
