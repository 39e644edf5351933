"""The units that the disclosure of a department names as its own: 部门预算单位构成.

They stand in its list of institutions, in a table of their names, or in the sentences that forms have for it. A name that
is not surely one of a body is left out: offices inside a body (内设机构) are no units.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from disclosures.models import Institution, Section, StatementLine
from disclosures.vocabulary import KEPT_STATEMENTS

SAID = re.compile(
    r"(?:[纳列]入[^。；：:\n]{0,60}范围的[^。；：:\n]{0,40}单位[^。；：:\n]{0,40}?(?:包括|分别[是为]|如下)"
    r"|下属[^。；：:\n]{0,10}预算单位，?(?:包括|分别[是为])"
    r"|所属[^。；：:\n]{0,10}单位预算，?具体(?:为|包括)"
    r"|行政单位[^。；：:\n]{0,40}事业单位[^。：:\n]{0,20}具体包括)"
    r"[：:\s]*(?P<names>(?:[^。\n]|\n(?=[（(]?[\d一二三四五六七八九十]{1,3}[.．、）)])|。(?=\n?\d{1,2}[.．、]))+)"
)
"""How texts say of which units a budget consists; the names follow, one after another or each on a line."""

APART = re.compile(r"[、，,；;。\n]|(?:^|(?<=\D))\d{1,3}[.．]\s*|[（(][一二三四五六七八九十\d]{1,3}[）)]")
OWN_LEVEL = re.compile(r"(?:（?(?:部门)?(?:机关)?(?:本级|本部|机关)）?(?:（机关）)?)$")
"""How the department itself is marked as one of its units."""
REMARK = re.compile(r"[（(][^（）()]*[）)]")
BODY = re.compile(
    r"^[\u4e00-\u9fff（）()·〇]{4,40}(?<![内各]设机构)"
    r"(?:[局厅院所站队校馆办处室会部社团园场库台署庭委]|中心|学校|幼儿园|支队|大队|公司|宾馆|医院)$"
)
NOT_ONE = re.compile(r"^(?:和|及|以及|其中|不含|另有|仅)|内设|\d|[科股]$|预算$|决算$|单位$")
HEADS = re.compile(r"^(?:(?:预算|所属|下属|二级预算)?单位名称|(?:预算|所属|下属)单位|单位构成)$")
"""The heading of a column of names."""


class Naming(NamedTuple):
    """A unit as printed, and where."""

    name: str
    document_id: int
    page: int | None

    def is_own_level_of(self, department: str) -> bool:
        """某局（本级） and 某局, where 某局 is the department that names it; 某厅厅机关本级, too."""
        name = OWN_LEVEL.sub("", self.name)
        return bool(department) and name.startswith(department) and len(name) <= len(department) + 1


def namings(ids: Iterable[int]) -> dict[int, list[Naming]]:
    """By disclosure, every unit that it or a part of it names, once each, in printed order. Three queries."""
    wholes = list(ids)
    found: dict[int, dict[str, Naming]] = {pk: {} for pk in wholes}
    for whole, naming in (*_listed(wholes), *_tabulated(wholes), *_said(wholes)):
        found[whole].setdefault(naming.name, naming)
    return {pk: list(named.values()) for pk, named in found.items()}


def bare_name(printed: str) -> str:
    """Without spaces, and without what is remarked behind the name: 某中心（下属事业单位） → 某中心. 某局（本级） stays."""
    name = "".join(unicodedata.normalize("NFKC", printed).split()).replace("(", "（").replace(")", "）")
    return name if OWN_LEVEL.search(name) else REMARK.sub("", name)


def _listed(ids: list[int]) -> Iterator[tuple[int, Naming]]:
    """单位名称 of 机构设置情况."""
    place = ("whole", "name", "disclosure__document", "page")
    for whole, name, *where in Institution.objects.of_disclosures(ids).values_list(*place):
        yield whole, Naming(bare_name(name), *where)


def _tabulated(ids: list[int]) -> Iterator[tuple[int, Naming]]:
    """Names in the column 单位名称 of a table that is only kept, where no amounts stand beside them: a table of units."""
    lines = StatementLine.objects.filter(
        statement__statement__in=KEPT_STATEMENTS, statement__columns__role="name"
    ).exclude(statement__columns__role="amount")
    place = ("whole", "statement__columns__heading", "name", "statement__disclosure__document", "page")
    for whole, heading, name, *where in lines.of_disclosures(ids).values_list(*place):
        if heading and HEADS.match("".join(heading[-1].split())) and is_body(bare_name(name)):
            yield whole, Naming(bare_name(name), *where)


def _said(ids: list[int]) -> Iterator[tuple[int, Naming]]:
    texts = Section.objects.filter(text__contains="单位").of_disclosures(ids)
    place = ("whole", "text", "disclosure__document", "page")
    for whole, text, *where in texts.values_list(*place):
        for name in named_in(text):
            yield whole, Naming(name, *where)


def named_in(text: str) -> list[str]:
    """The units that sentences of the known forms name.

    >>> named_in("纳入本部门2026年部门汇总预算编制范围的预算单位共计2家，具体包括：某市统计局（本级），某市统计普查中心。")
    ['某市统计局（本级）', '某市统计普查中心']
    """
    plain = text.split("\f")[0]
    names = (part for match in SAID.finditer(plain) for part in APART.split(match["names"]))
    return [name for name in (bare_name(part) for part in names if part) if is_body(name)]


def is_body(name: str) -> bool:
    """Is it surely the name of a body?"""
    return len(name) > 3 and not NOT_ONE.search(name) and bool(BODY.match(OWN_LEVEL.sub("", name)))
