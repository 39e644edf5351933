"""One check with a disclosure on which it differs, one on which it holds, and one on which it cannot be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.parsing.records import ParsedDisclosure


@dataclass(frozen=True, slots=True)
class Case:
    """Each is a disclosure, or several that are checked together; the results of the first are looked at."""

    check: str
    differs: ParsedDisclosure | Sequence[ParsedDisclosure]
    holds: ParsedDisclosure | Sequence[ParsedDisclosure]
    could_not: ParsedDisclosure | Sequence[ParsedDisclosure]
