"""Pages of codes and places as exports: rankings, totals and coverage, as the pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from disclosures.presenting.amounts import amount_text, rate_text, share_text
from disclosures.presenting.exports.page import (
    KINDS_OF_NOTHING,
    NO_RATE,
    common_facts,
    document_table,
    placed,
)
from disclosures.presenting.exports.sheets import (
    Export,
    ExportCell,
    ExportNumber,
    ExportTable,
    Formula,
    amount_cell,
    change_cell,
    column_paths,
    in_unit,
    number_of,
    words,
)
from disclosures.reading.columns import Column
from disclosures.reading.values import Value
from disclosures.vocabulary import HeadlineItem, Unit

from .beside import Beside, Change, alone, part_items
from .codes import CodeProfile, CodeTree
from .ranking import Ranking
from .regions import PlaceRow, RegionProfile

NOT_COMPARABLE = (
    "合计只含本站已收录的机构；各年收录的机构不同，年度之间的合计不能直接比较。部门与它的单位不重复计算。"
)
CHANGES_TOLD = (
    "与上一年度同一阶段的数比较；两年中有一年是各单位相加，或两年相加的单位不同，写“口径不同”，不作差。"
)
LIKES_TOLD = "名称里的职能相同、同为部门或同为单位的已收录机构，不限地区，含本机构；不足 4 个不算中位数。"
TOO_FEW = "不足 4 个，不算"
MEMBER_WORD = "单位，已含在部门中"
NO_DOCUMENTS = ExportTable(
    "documents", "原件", (("原件",),), (words("本页是收录情况与合计，原件见各机构、各公开的页面。"),)
)


# --- rows that all of these pages have -------------------------------------------------------------------------------


def ranking_table(
    told: Sequence[Beside], when: object, unit: Unit, whole_word: str = "", items: Sequence[HeadlineItem] = ()
) -> ExportTable:
    """As the page shows it; the amounts that shares and changes are of stand on the sheet of amounts, for the formulas."""
    is_compared = any(each.change for each in told)
    head = [
        "机构",
        "金额",
        *([f"占其{whole_word}"] if whole_word else []),
        *(["较上年", "变化率"] if is_compared else []),
        "名次",
        *(["同类中位数", "同类机构数"] if is_compared else []),
        *(item.label for item in items),
        "口径",
        *(["依据"] if items else []),
        "地区",
    ]
    return ExportTable(
        key="rank",
        title=f"排名，{when}",
        note=f"单位：{unit.label}",
        columns=column_paths(head),
        rows=tuple(row for each in told for row in _ranked_rows(each, unit, whole_word, bool(items))),
        unit=unit,
        amounts=tuple(row for each in told for row in _amount_rows(each, unit))
        if whole_word or is_compared
        else (),
    )


def _ranked_rows(
    each: Beside, unit: Unit, whole_word: str, with_basis: bool
) -> Iterator[tuple[ExportCell, ...]]:
    row = each.row
    yield (
        ExportCell(row.agency.name),
        amount_cell(row.value, unit),
        *([share_cell(row.value.fen, row.whole_fen)] if whole_word else []),
        *(_change_cells(each, each.change, unit) if each.change else ()),
        *words(row.rank),
        *(_like_cells(each, unit) if each.change else ()),
        *(amount_cell(value, unit) for value in each.parts),
        *words(row.scope_word, *([each.basis_word] if with_basis else []), row.agency.region.name),
    )
    for member in each.members:
        yield (
            ExportCell(member.agency.name, indent=1),
            amount_cell(member.value, unit),
            *words(*([""] * (bool(whole_word) + 1 + 4 * bool(each.change)))),
            *(amount_cell(value, unit) for value in member.parts),
            *words(MEMBER_WORD, *([""] if with_basis else []), row.agency.region.name),
        )


def _amount_rows(each: Beside, unit: Unit) -> Iterator[tuple[ExportCell, ...]]:
    before = each.change.before if each.change else None
    yield (
        ExportCell(each.row.agency.name),
        amount_cell(each.row.value, unit),
        fen_cell(each.row.whole_fen, unit),
        amount_cell(before, unit) if before else ExportCell(),
    )
    for member in each.members:
        yield (ExportCell(member.agency.name), amount_cell(member.value, unit), ExportCell(), ExportCell())


def _change_cells(each: Beside, change: Change, unit: Unit) -> Iterator[ExportCell]:
    base = change.before.fen
    text = rate_text(each.row.value.fen or 0, base) if change.fen is not None and base is not None else None
    yield ExportCell(change.word) if change.fen is None else change_cell(change.fen, unit, 1, 3)
    if text is None or change.fen is None or not base:
        yield ExportCell(NO_RATE)
    else:
        yield ExportCell(text, number_of(text), ExportNumber.RATE, formula=Formula(1, 3, change.fen / base))


def _like_cells(each: Beside, unit: Unit) -> Iterator[ExportCell]:
    """The median of like bodies with their number."""
    like = each.like
    middle = like.median_fen if like else None
    yield fen_cell(middle, unit) if middle is not None else ExportCell(TOO_FEW)
    yield ExportCell(str(like.count if like else ""))


def medians_table(ranking: Ranking, unit: Unit) -> ExportTable:
    return ExportTable(
        key="peers",
        title="中位数",
        note=f"单位：{unit.label}；不足 4 个不算中位数",
        columns=column_paths(["口径", "机构数", "中位数"]),
        rows=tuple(
            (
                *words(peers.scope.label, peers.count),
                fen_cell(peers.median_fen, unit) if peers.median_fen is not None else ExportCell(TOO_FEW),
            )
            for peers in ranking.peers
        ),
        unit=unit,
    )


def part_table(
    key: str,
    title: str,
    head: str,
    rows: Iterable[tuple[str, str, Value, int]],
    total: tuple[str, Value, int],
    unit: Unit,
) -> ExportTable:
    """Codes with their share of the last row, which is the total; none of those that more bodies print than the total."""
    listed = list(rows)
    name, whole, count = total
    return ExportTable(
        key=key,
        title=title,
        note=f"本站相加，单位：{unit.label}",
        columns=column_paths(["编码", "科目", "合计", head, "机构数"]),
        rows=(
            *(
                (
                    *words(code, label),
                    amount_cell(value, unit),
                    share_cell(value.fen, whole.fen if number <= count else None, 2, 3),
                    *words(number),
                )
                for code, label, value, number in listed
            ),
            (*words("", name), amount_cell(whole, unit), ExportCell(), *words(count)),
        ),
        unit=unit,
        amounts=(
            *(
                (*words(code, label), amount_cell(value, unit), amount_cell(whole, unit))
                for code, label, value, _ in listed
            ),
            (*words("", name), amount_cell(whole, unit)),
        ),
    )


def share_cell(part: int | None, whole: int | None, left: int = 1, right: int = 2) -> ExportCell:
    text = None if part is None or whole is None else share_text(part, whole)
    if text is None or part is None or not whole:
        return ExportCell(NO_RATE)
    return ExportCell(text, number_of(text), ExportNumber.PART, formula=Formula(left, right, part / whole))


def fen_cell(fen: int | None, unit: Unit) -> ExportCell:
    return ExportCell() if fen is None else ExportCell(amount_text(fen, unit), in_unit(fen, unit))


# --- codes -----------------------------------------------------------------------------------------------------------


def code_export(
    found: CodeProfile, columns: Sequence[Column], title: str, unit: Unit, address: str
) -> Export:
    """One subject in one year and stage; `columns` are those of the ranked bodies. Three queries beside the page's."""
    known, items = found.kind.specification, part_items(found.kind, found.code)
    tables = [
        ranking_table(found.told, found.when, unit, "" if items else known.whole_word, items),
        medians_table(found.ranking, unit),
        part_table(
            "children",
            f"下级科目，{found.when}",
            "占比",
            (
                (child.code if found.kind.is_code else "", child.name, child.value, child.count)
                for child in found.children
            ),
            (found.name, found.total.value, found.total.count),
            unit,
        ),
        ExportTable(
            key="years",
            title="各年合计",
            note=f"本站相加，单位：{unit.label}",
            columns=column_paths(["年度", "合计", "机构数"]),
            rows=tuple(
                (ExportCell(str(total.when)), amount_cell(total.value, unit), *words(total.count))
                for total in found.totals
            ),
            unit=unit,
        ),
        ExportTable(
            key="names",
            title="名称",
            columns=column_paths(["名称", "版本年度", "来源"]),
            rows=tuple(
                words(name.name, name.editions, "政府收支分类科目" if name.is_standard else "公开文件所印")
                for name in found.names
            ),
        ),
    ]
    if not found.children:
        tables = [table for table in tables if table.key != "children"]
    if not found.names:
        tables = [table for table in tables if table.key != "names"]
    about = [
        ("范围", "，".join([*found.among.words, str(found.when)])),
        ("依据", known.basis),
        *(("较上年", CHANGES_TOLD), ("同类", LIKES_TOLD)),
        *([("没有列入", found.missing.text)] if found.missing else []),
        *_page(found.ranking),
    ]
    return _ranked_export(title, address, unit, about, columns, tables)


def codes_export(trees: Sequence[CodeTree], stage: str, unit: Unit, address: str) -> Export:
    """The trees as they are unfolded on the page; every year has its amount and its number of bodies."""
    tables = [
        ExportTable(
            key=tree.kind.value,
            title=tree.kind.label,
            note=f"单位：{unit.label}",
            columns=column_paths(
                [
                    "编码",
                    "科目",
                    *(name for year in tree.years for name in (f"{year} {stage}", f"{year} 机构数")),
                ]
            ),
            rows=tuple(
                (
                    *words(row.code),
                    *words(row.name, indent=row.level - 1),
                    *(
                        cell
                        for value, count in row.cells
                        for cell in (amount_cell(value, unit), ExportCell(str(count) if count else ""))
                    ),
                )
                for row in (*tree.rows, tree.total)
            ),
            unit=unit,
        )
        for tree in trees
        if tree.years
    ]
    facts = [*common_facts(address, unit), ("范围", NOT_COMPARABLE), ("空值", KINDS_OF_NOTHING)]
    return Export(f"科目，{stage}", address, tuple(facts), NO_DOCUMENTS, tuple(tables))


# --- places ----------------------------------------------------------------------------------------------------------


def region_export(
    found: RegionProfile, columns: Sequence[Column], title: str, unit: Unit, address: str
) -> Export:
    """A place in one year and stage. Three queries beside the page's."""
    tables = [
        ExportTable(
            key="cover",
            title="本级机构与收录的年度",
            columns=column_paths(["编码", "机构", *map(str, found.years)]),
            rows=tuple(
                words(
                    body.agency.code,
                    body.agency.name,
                    *(
                        "；".join(c.scope_word if c.is_derived else c.form_word for c in of_year) or "未收录"
                        for of_year in body.years
                    ),
                )
                for body in found.coverage
            ),
        ),
        ExportTable(
            key="below",
            title=f"下级地区，{found.when or ''}",
            note=f"本站相加，单位：{unit.label}",
            columns=column_paths(["地区", "支出总计", "机构数"]),
            rows=tuple(
                (
                    ExportCell(place.region.name),
                    amount_cell(place.value, unit) if place.value else ExportCell("未收录"),
                    *words(place.bodies),
                )
                for place in found.below
            ),
            unit=unit,
        ),
    ]
    if found.ranking:
        tables += [ranking_table(alone(found.ranking), found.when, unit), medians_table(found.ranking, unit)]
    if found.categories and found.total:
        tables.append(
            part_table(
                "spent",
                f"花在哪里，{found.when}",
                "占支出总计",
                ((row.code, row.name, row.value, row.count) for row in found.categories),
                ("支出总计", found.total.value, found.total.count),
                unit,
            )
        )
    about = [("范围", f"{found.region.full_name}，含下级地区，{found.when or '没有金额'}")]
    if found.ranking:
        about += _page(found.ranking)
    return _ranked_export(title, address, unit, about, columns, [table for table in tables if table.rows])


def regions_export(places: Sequence[PlaceRow], address: str) -> Export:
    table = ExportTable(
        key="places",
        title="地区",
        columns=column_paths(["地区", "机构与单位", "公开", "年度"]),
        rows=tuple(
            (
                *words(place.region.name, indent=place.level - 1),
                *words(place.agencies, place.disclosures, place.years_text),
            )
            for place in places
        ),
    )
    facts = [*common_facts(address, None), ("范围", "含下级地区。没有收录不等于没有公布。")]
    return Export("地区", address, tuple(facts), NO_DOCUMENTS, (table,))


def _page(ranking: Ranking) -> list[tuple[str, str]]:
    pages = ranking.page.paginator.num_pages
    if pages < 2:
        return []
    return [("分页", f"排名是第 {ranking.page.number} 页，共 {pages} 页；原件是这一页上的机构的")]


def _ranked_export(
    title: str,
    address: str,
    unit: Unit,
    about: Sequence[tuple[str, str]],
    columns: Sequence[Column],
    tables: Sequence[ExportTable],
) -> Export:
    facts = [*common_facts(address, unit), *about, ("合计", NOT_COMPARABLE), ("空值", KINDS_OF_NOTHING)]
    return placed(
        Export(
            title=title,
            address=address,
            facts=tuple(facts),
            documents=document_table(columns, address),
            tables=tuple(tables),
        )
    )
