"""The guards of `make check` see what they are for."""

from __future__ import annotations

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
