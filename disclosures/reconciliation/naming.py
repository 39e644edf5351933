"""One code has one name in a document, and the name that the classification of its year gives it; codes are well formed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby

from disclosures.parsing.normalise import key
from disclosures.parsing.same import NUMBERING, bare, is_cut, same_name

from . import terms
from .results import Operand, Place, Result, State, could_not
from .subject import Sheet, Subject, remembered
from .sums import UNSURE, words

CLASSIFICATION = "政府收支分类科目"
"""The source of names that are the standard; others were only seen in documents."""
ONE_NAME = "科目名称一致"
CUT = "有一处的名称没有印完"


def one_name(subject: Subject, check: str) -> Iterator[Result]:
    """Every code that is printed, or shown by the name of a category, more than once."""
    for code, names in sorted(_names(subject).items()):
        first = next(iter(names))
        places = names[first]
        if len(names) == 1:
            if len(places) > 1:
                yield words(check, subject.index, State.HOLDS, ONE_NAME, f"科目 {code}", first, *places)
            continue
        for other in list(names)[1:]:
            said = f"科目 {code} 在本文件中有两个名称：“{first}”和“{other}”"
            left = Operand(f"科目 {code}", None, first, tuple(places))
            right = Operand(f"科目 {code}", None, other, tuple(names[other]))
            result = Result(check, State.DIFFERS, subject.index, said, left, right)
            if is_cut(first, other) or is_cut(other, first):
                yield could_not(result, CUT)
            else:
                yield result if _is_sure(subject, [*places, *names[other]]) else could_not(result, UNSURE)


def _is_sure(subject: Subject, places: Sequence[Place]) -> bool:
    """None of these rows stands on an image or is read in two ways."""
    rows = {(place.table, place.line) for place in places}
    return all(
        figure.is_sure
        for sheet in subject.sheets
        for (row, _), figure in sheet.figures.items()
        if (sheet.position, row) in rows
    )


@remembered
def _names(subject: Subject) -> dict[str, dict[str, list[Place]]]:
    """Code → name as first printed → where; names that say the same count as one."""
    found: dict[str, dict[str, tuple[str, list[Place]]]] = {}
    for sheet in subject.sheets:
        filled = {row for row, _ in sheet.figures}
        for code, rows in _classified(sheet).items():
            if len({bare(sheet.lines[row].name) for row in rows}) > 1:
                continue  # one code on rows of several units or projects
            for row in rows:
                if row in filled:
                    printed = NUMBERING.sub("", sheet.lines[row].name)
                    _, places = found.setdefault(code, {}).setdefault(bare(printed), (printed, []))
                    places.append(sheet.row(row))
    return {code: dict(names.values()) for code, names in found.items()}


@remembered
def _classified(sheet: Sheet) -> dict[str, list[int]]:
    """Code → rows. None of a table whose codes are mostly of agencies."""
    coded = [(row, line.code or line.category_code or "") for row, line in enumerate(sheet.lines)]
    coded = [(row, code) for row, code in coded if code and sheet.lines[row].name]
    good: dict[str, list[int]] = {}
    for row, code in coded:
        a_body = len(code) == CATEGORY and terms.NAME_OF_A_BODY.search(key(sheet.lines[row].name))
        if not a_body and (terms.FUNCTIONAL_CODE.fullmatch(code) or terms.ECONOMIC_CODE.fullmatch(code)):
            good.setdefault(code, []).append(row)
    return good if 2 * sum(map(len, good.values())) > len(coded) else {}


CATEGORY = 3
"""Digits of a category's code."""


@dataclass(frozen=True, slots=True)
class Name:
    """A code as it is printed, and as the classification of the year has it."""

    code: str
    printed: str
    standard: str
    places: tuple[Place, ...]


OWN_NUMBERING = 3
"""From so many other names on under one category it is numbered in a way of its own: one result, not one a code."""


def standard_name(subject: Subject, check: str) -> Iterator[Result]:
    """Names against the classification of the year, for the codes it holds."""
    year = subject.disclosure.fiscal_year
    found = _names(subject)
    if found and (year is None or not standards(year)):
        said = "站内没有这一年的《政府收支分类科目》"
        yield words(check, subject.index, State.COULD_NOT_BE_DONE, said, "科目名称", "")
        return
    names = [
        Name(code, printed, standard, tuple(places))
        for code, printed_names in sorted(found.items())
        if (standard := standards(year or 0).get(code))
        for printed, places in printed_names.items()
    ]
    for category, members in groupby(names, key=lambda name: name.code[:3]):
        own = list(members)
        others = [name for name in own if not same_name(name.printed, name.standard)]
        for name in own:
            if name not in others:
                yield _named(subject, check, State.HOLDS, ONE_NAME, [name])
        below = [name for name in others if name.code != category]
        apart = below if len(below) < OWN_NUMBERING else []
        for name in [name for name in others if name.code == category] + apart:
            said = f"科目 {name.code} 印作“{name.printed}”，当年《政府收支分类科目》为“{name.standard}”"
            yield _named(subject, check, State.DIFFERS, said, [name])
        if not apart and below:
            said = f"{category} 下有 {len(below)} 个编码的名称与当年《政府收支分类科目》不同，如 {below[0].code} 印作“{below[0].printed}”，当年为“{below[0].standard}”"
            yield _named(subject, check, State.DIFFERS, said, below)


def _named(subject: Subject, check: str, state: State, said: str, names: Sequence[Name]) -> Result:
    label = "科目 " + "、".join(name.code for name in names)
    places = tuple(place for name in names for place in name.places)
    left = Operand(label, None, "、".join(name.printed for name in names), places)
    right = Operand("当年《政府收支分类科目》", None, "、".join(name.standard for name in names))
    result = Result(check, state, subject.index, said, left, right)
    if state is not State.HOLDS and any(is_cut(name.printed, name.standard) for name in names):
        return could_not(result, CUT)
    tail = any(name.printed != name.standard and name.printed.endswith(name.standard) for name in names)
    # “费职业年金缴费”: the end of the name above, that ran over, and no other name
    sure = state is State.HOLDS or (not tail and _is_sure(subject, places))
    return result if sure else could_not(result, UNSURE)


@cache
def standards(year: int) -> dict[str, str]:
    """Code → its name in the edition of a year. Only names taken from the classification itself."""
    found: dict[str, str] = {}
    for name in ("functional_codes.csv", "economic_codes.csv"):
        with (files("disclosures") / "data" / name).open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                first, last = int(row["first_edition"]), int(row["last_edition"] or 9999)
                if row["source"] == CLASSIFICATION and first <= year <= last:
                    found[row["code"]] = row["name"]
    return found


def well_formed(subject: Subject, check: str) -> Iterator[Result]:
    """Codes of a table by code: of a length and a beginning that the classification has, and below the row before it."""
    for sheet in subject.sheets_of(*terms.CODED, *terms.ECONOMIC):
        pattern = terms.ECONOMIC_CODE if sheet.table.statement in terms.ECONOMIC else terms.FUNCTIONAL_CODE
        coded = [(row, line.code) for row, line in enumerate(sheet.lines) if line.code]
        good = [row for row, code in coded if pattern.fullmatch(code)]
        if coded and len(good) * 2 <= len(
            coded
        ):  # another classification, or agencies in the column of codes
            said = "编码多数不是支出分类的编码"
            yield words(
                check,
                subject.index,
                State.COULD_NOT_BE_DONE,
                said,
                sheet.table.title,
                coded[0][1] or "",
                sheet.whole(),
            )
            continue
        for row, code in coded:
            if row in good or terms.NAME_OF_A_BODY.search(key(sheet.lines[row].name)):
                continue
            said = f"“{sheet.lines[row].name}”的科目编码印作“{code}”，不是{_form(sheet.table.statement in terms.ECONOMIC)}"
            yield words(check, subject.index, State.DIFFERS, said, "科目编码", code, sheet.row(row))
        if good:
            said = f"{len(good)} 个科目编码的位数和起首与分类一致"
            yield words(
                check, subject.index, State.HOLDS, said, sheet.table.statement.label, "", sheet.whole()
            )


def _form(economic: bool) -> str:
    return (
        "三位类、五位款（或再加两位细目）的经济分类编码"
        if economic
        else "三位类、五位款、七位项的功能分类编码"
    )
