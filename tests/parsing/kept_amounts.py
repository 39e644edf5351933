"""Of the amounts that the pages of tables show, how many stand in the output, how many are only named in a note, and how
many are nowhere:

    python tests/parsing/kept_amounts.py FILE.pdf [FILE.pdf …]

The amounts are those of the second reader, which shares no code with what reads the tables. Exit status 1 where one is
nowhere.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from disclosures.parsing import UnreadableDocument, parse
from disclosures.parsing.audit import amounts_in
from disclosures.parsing.record_json import document_json
from disclosures.parsing.witness import Witness

TABLE_PAGE = 8
"""A page with so many amounts holds a table."""


def printed_on_table_pages(path: Path, pages: int) -> Counter[str]:
    with Witness(path) as witness:
        found = [witness.decimals(page) for page in range(1, pages + 1)]
    return sum((figures for figures in found if figures.total() >= TABLE_PAGE), Counter())


def amounts_of(value: Any) -> Iterator[str]:
    """The amounts in every text of a JSON value."""
    if isinstance(value, str):
        yield from amounts_in(value)
    elif isinstance(value, dict):
        for part in value.values():
            yield from amounts_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from amounts_of(part)


def plain(amounts: Counter[str]) -> Counter[str]:
    """Without separators and signs, as two readers may differ in them."""
    found: Counter[str] = Counter()
    for amount, count in amounts.items():
        found[amount.replace(",", "").lstrip("-")] += count
    return found


def main(paths: list[Path]) -> int:
    nowhere = 0
    for path in paths:
        try:
            parsed = document_json(parse(path))
        except UnreadableDocument as error:
            print(f"{path.name}: {error.message}")
            continue
        notes = [parsed.pop("notes"), [disclosure.pop("notes") for disclosure in parsed["disclosures"]]]
        printed = plain(printed_on_table_pages(path, parsed["source"]["pages"] or 0))
        stored = plain(Counter(amounts_of(parsed)))
        missing = printed - stored
        silent = missing - plain(Counter(amounts_of(notes)))
        for amount in list(silent):  # the end of a line broke it: it is stored whole
            if any(whole.startswith(amount) and whole != amount for whole in stored):
                del silent[amount]
        nowhere += silent.total()
        told = f"{missing.total() - silent.total()} only named, {silent.total()} nowhere"
        print(f"{path.name}: {printed.total()} printed, {told} {' '.join(list(silent)[:10])}", flush=True)
    return 1 if nowhere else 0


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
