"""How much a file may ask of the machine, whatever it says of itself. Real disclosures stay under a tenth of each."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ContentLimits:
    """Of one file, in bytes and counts."""

    file_bytes: int = 64 * MEGABYTE
    pages: int = 1000
    members: int = 4096  # files in a DOCX or XLSX
    expanded_bytes: int = 256 * MEGABYTE  # all of them unpacked
    part_bytes: int = 32 * MEGABYTE  # one of them unpacked: an XML tree takes about ten times as much memory
    ratio: int = 250  # unpacked to packed, of parts over RATIO_FROM; Word's own XML packs 20 to 60 times


LIMITS = ContentLimits()
RATIO_FROM = 4 * MEGABYTE
