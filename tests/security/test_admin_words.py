"""The admin speaks Chinese, the parts that Django brings too."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from lxml import html

from tests.security.matrix import ADMIN
from tests.security.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

LATIN = re.compile(r"[A-Za-z]{3,}")
OURS = re.compile(
    r"SHA-256|[0-9a-f]{40,}|text/plain|GB/T|PDF|Word|Excel|zip|KB|Enter|\S+\.(pdf|docx|xlsx|txt)|application/\S+|pbkdf2_sha256|[a-z]+(?= \S*(权限|角色))"
)
"""Words that are no Chinese in Chinese either."""
CUT = re.compile(r"(\w+)…$")
"""The last word of a line that is too long, where it ends."""


def test_no_page_of_the_admin_speaks_english(world: World) -> None:
    asked = Client()
    asked.force_login(world.people["superuser"], "django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    names = {user.username for user in User.objects.all()}
    wrong = []
    for page in ADMIN:
        answer = asked.get(page.address(world))
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        tree = html.fromstring(answer.content.decode())
        for element in tree.xpath("//script|//style|//*[@class='token']"):
            element.drop_tree()
        said = [*tree.itertext(), *tree.xpath("//@title|//@alt|//@placeholder|//@aria-label")]
        said += tree.xpath("//input[@type='submit']/@value")
        for words in said:
            left = OURS.sub("", words)
            cut = CUT.search(words.strip())
            named = {name for name in names if name in words or (cut and name.startswith(cut[1]))}
            if LATIN.search(left) and not named:
                wrong.append(f"{page.name}: {words.strip()[:60]}")
    assert not wrong, "\n".join(wrong)
