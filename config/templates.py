"""Templates: in lines that can be read, and what each of them knows of the site.

A line break within a comment, `{#` at the end and `#}` at the start, is none: white space between two Chinese characters
or beside a link is seen on the page, so a sentence cannot be broken like code.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest
from django.template import Origin
from django.template.loaders import filesystem

_BREAK = re.compile(r"\{#\n *#\}")


class Loader(filesystem.Loader):
    def get_contents(self, origin: Origin) -> str:
        return _BREAK.sub("", super().get_contents(origin))


def site(request: HttpRequest) -> dict[str, str | bool]:
    """Whom readers may write to: `contact` is a mail address, or nothing; whether files may be checked before they are
    published; whether this is the demonstration, whose files are no originals."""
    return {"contact": settings.CONTACT_EMAIL, "self_check": settings.SELF_CHECK, "demo": settings.DEMO}
