"""The parser as a library: a document in, a ParsedDocument out. No Django, no database, no settings.

    from disclosures.parsing import parse, UnreadableDocument
    parsed = parse(Path("公开.pdf"))

Strangers' files are read in `sandbox`. The libraries that read files are loaded with the first call of `parse`, and so
never in a process that handles records alone or waits for the sandbox: the site and its worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.records import ParsedDocument

if TYPE_CHECKING:
    from disclosures.parsing.parser import parse, parse_document

__all__ = ["ParsedDocument", "UnreadableDocument", "parse", "parse_document"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from disclosures.parsing import parser

    return getattr(parser, name)
