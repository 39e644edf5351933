"""Of the amounts that the pages of tables show, how many stand in the output, how many are only named in a note, and how
many are nowhere:

    python tests/parsing/kept_amounts.py FILE.pdf [FILE.pdf …]

The amounts are those of the second reader, which shares no code with what reads the tables; shares count with them on
both sides, as a page may part 95.6 from its %. Exit status 1 where one is nowhere.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from disclosures.parsing import UnreadableDocument, parse
from disclosures.parsing.record_json import document_json
from disclosures.parsing.witness import SHARE_OR_DECIMAL, Witness, decimals_in

TABLE_PAGE = 8
"""A page with so many amounts holds a table."""


def printed_on_table_pages(path: Path, pages: int) -> tuple[Counter[str], set[str]]:
    """The amounts of the pages that hold a table, and every number on them, pieces of broken ones too."""
    amounts: Counter[str] = Counter()
    numbers: set[str] = set()
    with Witness(path) as witness:
        for page in range(1, pages + 1):
            if witness.decimals(page).total() < TABLE_PAGE or (figures := witness.page(page)) is None:
                continue
            texts = [number.text for number in figures.numbers]
            amounts += decimals_in("\n".join(texts), SHARE_OR_DECIMAL)
            numbers.update(text.replace(",", "") for text in texts)
    return amounts, numbers


def amounts_of(value: Any) -> Iterator[str]:
    """The amounts in every text of a JSON value."""
    if isinstance(value, str):
        yield from decimals_in(value, SHARE_OR_DECIMAL).elements()
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


def is_piece(amount: str, wholes: Iterable[str], numbers: Container[str]) -> bool:
    """Is it a piece of a number that the end of a line broke? The number is stored more often than printed whole, and
    its other piece stands on a page, too."""
    return any(
        whole != amount
        and (
            (whole.endswith(amount) and whole.removesuffix(amount) in numbers)
            or (whole.startswith(amount) and whole.removeprefix(amount) in numbers)
        )
        for whole in wholes
    )


def main(paths: list[Path]) -> int:
    nowhere = 0
    for path in paths:
        try:
            parsed = document_json(parse(path))
        except UnreadableDocument as error:
            print(f"{path.name}: {error.message}")
            continue
        notes = [parsed.pop("notes"), [disclosure.pop("notes") for disclosure in parsed["disclosures"]]]
        amounts, numbers = printed_on_table_pages(path, parsed["source"]["pages"] or 0)
        printed = plain(amounts)
        stored = plain(Counter(amounts_of(parsed)))
        missing = printed - stored
        silent = missing - plain(Counter(amounts_of(notes)))
        for amount in [amount for amount in silent if is_piece(amount, stored - printed, numbers)]:
            del silent[amount]
        nowhere += silent.total()
        told = f"{missing.total() - silent.total()} only named, {silent.total()} nowhere"
        print(f"{path.name}: {printed.total()} printed, {told} {' '.join(list(silent)[:10])}", flush=True)
    return 1 if nowhere else 0


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
