"""One code has one name in a document, and the name that the classification of its year gives it; codes are well formed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from disclosures.parsing.normalise import key

from . import terms
from .results import Operand, Place, Result, State
from .subject import Subject
from .sums import words

CLASSIFICATION = "政府收支分类科目"
"""The source of names that are the standard; others were only seen in documents."""
LEADING = re.compile(
    r"^(?:其中[:：])?(?:[一二三四五六七八九十]+、|[(][一二三四五六七八九十\d]+[)]|\d+[.、])?"
)
ONE_NAME = "科目名称一致"


def bare(name: str) -> str:
    """A name for comparison: no numbering, no brackets of either width, no closing 支出 (收支总表 leaves it out)."""
    plain = LEADING.sub("", key(name))
    return re.sub(r"[()“”\"、·]", "", plain).removesuffix("支出").removesuffix("费")


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
            yield Result(
                check,
                State.DIFFERS,
                subject.index,
                said,
                Operand(f"科目 {code}", None, first, tuple(places)),
                Operand(f"科目 {code}", None, other, tuple(names[other])),
            )


def _names(subject: Subject) -> dict[str, dict[str, list[Place]]]:
    """Code → name as first printed → where; names that say the same count as one."""
    found: dict[str, dict[str, tuple[str, list[Place]]]] = {}
    for sheet in subject.sheets:
        for row, line in enumerate(sheet.lines):
            code = line.code or line.category_code
            printed = LEADING.sub("", line.name)
            said = (row, code) and any((row, column) in sheet.figures for column in sheet.amounts)
            if not code or not bare(line.name) or not said or not _is_classified(code):
                continue
            _, places = found.setdefault(code, {}).setdefault(bare(line.name), (printed, []))
            places.append(sheet.row(row))
    return {code: dict(names.values()) for code, names in found.items()}


def _is_classified(code: str) -> bool:
    return bool(terms.FUNCTIONAL_CODE.fullmatch(code) or terms.ECONOMIC_CODE.fullmatch(code))


def standard_name(subject: Subject, check: str) -> Iterator[Result]:
    """Names against the classification of the year, for the codes it holds."""
    year = subject.disclosure.fiscal_year
    if year is None:
        return
    for code, names in sorted(_names(subject).items()):
        standard = standards(year).get(code)
        if standard is None:
            continue
        for printed, places in names.items():
            right = Operand(f"{year} 年科目 {code}", None, standard)
            left = Operand(f"科目 {code}", None, printed, tuple(places))
            if bare(printed) == bare(standard):
                yield Result(check, State.HOLDS, subject.index, ONE_NAME, left, right)
            else:
                said = f"科目 {code} 印作“{printed}”，当年《政府收支分类科目》为“{standard}”"
                yield Result(check, State.DIFFERS, subject.index, said, left, right)


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
            if row in good:
                continue
            said = f"“{sheet.lines[row].name}”的科目编码印作“{code}”，不是{_form(sheet.table.statement in terms.ECONOMIC)}"
            yield words(
                check, subject.index, State.DIFFERS, said, sheet.lines[row].name, code, sheet.row(row)
            )
        if good:
            said = f"{len(good)} 个科目编码的位数和起首与分类一致"
            yield words(
                check, subject.index, State.HOLDS, said, sheet.table.statement.label, "", sheet.whole()
            )


def _form(economic: bool) -> str:
    return "三位类、五位款的经济分类编码" if economic else "三位类、五位款、七位项的功能分类编码"
