"""What the API has: the tables of published records, with what a row is asked for by and where its page is.

The fields of a record, their words and their paths in the database are those of the package of all data; types, terms and
bounds of a filter follow from the field that it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.presenting.exports.head_tables import HEAD_TABLES
from disclosures.presenting.exports.package_columns import Column, PackageTable
from disclosures.presenting.exports.package_tables import BY_NAME

from . import sentences
from .addresses import RowAddress, cell, finding, page_of, sentence, told_by

PAIR = r"^[0-9]{1,18}-[0-9]{1,18}$"
"""After which row: a disclosure's id and the row's own; a section's and which of its sentences."""

URL = "url"
"""The field of a row's page; it is no column of the database."""


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """`around` are fields of what a record belongs to; `filters` names of fields; `place` the way to its region."""

    table: PackageTable
    address: RowAddress | None
    columns: dict[str, Column]
    filters: tuple[str, ...]
    place: str
    lasts: bool
    """Whether the ids of its rows stay when a file is read again."""
    way: str = ""
    """Where rows belong to a disclosure, the way there: they are given disclosure by disclosure."""
    of_columns: frozenset[str] = frozenset()
    """Fields of an amount that repeat what its column says."""

    @property
    def name(self) -> str:
        return self.table.name.replace("_", "-")

    @property
    def view(self) -> str:
        """The name of its address."""
        return f"disclosures:api-{self.name}"

    @property
    def key(self) -> Column:
        """What a row is known by."""
        return next(iter(self.columns.values()))

    @property
    def order(self) -> tuple[str, ...]:
        """The paths that rows are ordered by and go on after."""
        way = (self.way,) if self.way and not self.key.made else ()
        return (*way, self.key.source)

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.columns, *((URL,) if self.address else ()))


_TABLES = BY_NAME | {table.name: table for table in (*HEAD_TABLES, sentences.TABLE)}


def _around(disclosure: str) -> tuple[Column, ...]:
    """Of the disclosure that a record is read from: whose, of which year, which stage, which scope."""
    return (
        Column("agency_id", "机构", f"{disclosure}__agency", "agencies"),
        Column("agency_name", "机构名称", f"{disclosure}__agency__name"),
        Column("region_code", "行政区划代码（GB/T 2260）", f"{disclosure}__agency__region"),
        Column("fiscal_year", "年度", f"{disclosure}__fiscal_year"),
        Column("stage", "budget 预算，final_accounts 决算", f"{disclosure}__stage"),
        Column("scope", "口径：department 部门，unit 单位", f"{disclosure}__kind"),
    )


_OF_WHOM = ("agency_id", "fiscal_year", "stage", "scope")


def _resource(
    name: str,
    filters: tuple[str, ...] = (),
    address: RowAddress | None = None,
    place: str = "",
    around: tuple[Column, ...] = (),
    lasts: bool = False,
    way: str = "",
    of_columns: frozenset[str] = frozenset(),
) -> Resource:
    table = _TABLES[name]
    columns = {column.name: column for column in (*table.columns, *around)}
    if "yuan" in columns:  # a name says its unit, and a table with several amounts which one it is
        columns = {"amount_yuan" if own == "yuan" else own: column for own, column in columns.items()}
    key = next(iter(columns))
    own = () if columns[key].made else (key,)
    return Resource(table, address, columns, (*own, *filters), place, lasts, way, of_columns)


def _of_disclosure(
    name: str, filters: tuple[str, ...] = (), address: RowAddress | None = None, way: str = "disclosure"
) -> Resource:
    """A table whose rows were read from a disclosure: `way` leads there."""
    own = () if "disclosure_id" in {column.name for column in _TABLES[name].columns} else (_whose(way),)
    return _resource(
        name,
        ("disclosure_id", *_OF_WHOM, *filters),
        address or page_of("disclosure", f"{way}__pk"),
        f"{way}__agency__region",
        (*own, *_around(way)),
        lasts=name == "corrections",
        way=way,
    )


def _whose(way: str) -> Column:
    return Column("disclosure_id", "所属公开", way, "disclosures")


def _by_code(name: str) -> Resource:
    filters = ("disclosure_id", *_OF_WHOM, "kind", "code", "department_id")
    years = page_of("years", "agency__pk")
    return _resource(name, filters, told_by(years), "region")


_CELL = "line__statement"
_IN_A_LINE = (
    Column("statement_id", "报表", f"{_CELL}", "statements"),
    Column("statement", "哪一种表", f"{_CELL}__statement"),
    Column("side", "revenue 收入，expenditure 支出", "line__side"),
    Column("code", "科目编码", "line__code"),
    Column("name", "行的名称", "line__name"),
    Column("kind", "行别", "line__kind"),
)


def _amounts() -> Resource:
    way = f"{_CELL}__disclosure"
    filters = ("disclosure_id", *_OF_WHOM, "statement_id", "statement", "side", "code", "kind")
    return _resource(
        "amounts",
        (*filters, "line_id", "measure", "basis", "state"),
        cell(),
        f"{way}__agency__region",
        (*_IN_A_LINE, _whose(way), *_around(way)),
        lasts=True,
        way=way,
        of_columns=frozenset({"measure", "basis"}),
    )


RESOURCES: dict[str, Resource] = {
    resource.name: resource
    for resource in (
        _resource("regions", ("parent_code",), page_of("region", "pk", "999999"), "code", lasts=True),
        _resource(
            "agencies", ("kind", "parent_id", "name", "code"), page_of("agency", "pk"), "region", lasts=True
        ),
        _resource("populations", ("region_code", "year"), place="region", lasts=True),
        _resource("functional_codes", ("edition", "code", "level")),
        _resource("economic_codes", ("edition", "code", "level")),
        _resource("sources", ("sha256",), lasts=True),
        _resource(
            "disclosures",
            ("agency_id", "fiscal_year", "stage", "kind", "source_id"),
            page_of("disclosure", "pk"),
            "agency__region",
            lasts=True,
        ),
        _of_disclosure("statements", ("statement",)),
        _of_disclosure("lines", ("statement_id", "code", "kind", "side"), way="statement__disclosure"),
        _amounts(),
        _of_disclosure("headline", ("item", "is_change"), page_of("sentence", "pk")),
        _by_code("by_code"),
        _by_code("three_public"),
        _of_disclosure("projects", ("name",), told_by(page_of("disclosure", "disclosure__pk"))),
        _of_disclosure("targets", ("scope", "code")),
        _of_disclosure("indicators", ("target_id",), way="target__disclosure"),
        _of_disclosure("procurement", ("catalogue_code",)),
        _of_disclosure("procurement_amounts", ("procurement_id",), way="item__disclosure"),
        _of_disclosure("assets", ("item",)),
        _of_disclosure("institutions"),
        _of_disclosure("sections"),
        _of_disclosure("sentences", ("section_id",), sentence("text")),
        _of_disclosure("claims", ("item", "code", "direction", "verdict"), sentence("sentence")),
        _of_disclosure("findings", ("check_id",), finding()),
        _of_disclosure("corrections"),
    )
}
"""By the last word of the address."""
