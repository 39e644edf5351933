"""The words and kinds that the identities are made of. Data only; patterns are matched against `key(text)`."""

from __future__ import annotations

import re

from disclosures.parsing import column_roles, columns, identities_of_columns, identities_of_sides, sum_names
from disclosures.vocabulary import CodeKind, Fund, Measure, RowKind, by_code

CODED = by_code(CodeKind.FUNCTIONAL)
"""Tables by functional code: 类 three digits, 款 five, 项 seven."""
ECONOMIC = by_code(CodeKind.ECONOMIC)
"""Tables by economic code: 类 three digits, 款 five."""
FUND_TABLES = tuple(kind for kind in CODED if kind.fund in (Fund.GENERAL, Fund.FUNDS, Fund.CAPITAL))
SINGLE_FUNDS = frozenset(table.fund for table in FUND_TABLES)

WHOLE_COLUMN = identities_of_columns.WHOLE_COLUMN
OF_WHICH, LEVELS = sum_names.OF_WHICH, sum_names.LEVELS
"""What proves a reading and what checks it go by the same headings and numberings."""

NATURES = frozenset(
    {
        Measure.BASIC, Measure.PERSONNEL, Measure.OPERATING, Measure.PROJECT, Measure.BUSINESS_EXPENDITURE, Measure.REMITTANCE_TO_SUPERIOR,
        Measure.SUBSIDY_TO_SUBSIDIARIES, Measure.RESERVE, Measure.CLOSING_CARRYOVER,
    }
)  # fmt: skip
PEOPLE = frozenset({Measure.PERSONNEL, Measure.OPERATING})
FUNDS = frozenset(
    {Measure.GENERAL_PUBLIC, Measure.GOVERNMENT_FUNDS, Measure.STATE_CAPITAL, Measure.SOCIAL_INSURANCE}
)
SOURCES = FUNDS | {
    Measure.SUBTOTAL, Measure.FISCAL_APPROPRIATION, Measure.SPECIAL_ACCOUNT, Measure.SERVICE_REVENUE, Measure.BUSINESS_REVENUE,
    Measure.SUPERIOR_SUBSIDY, Measure.SUBSIDIARY_REMITTANCE, Measure.OTHER_REVENUE, Measure.OWN_FUNDS, Measure.CARRYOVER,
}  # fmt: skip

OVERLAPS: tuple[tuple[frozenset[Measure], frozenset[Measure]], ...] = (
    (frozenset({Measure.BASIC}), PEOPLE),
    (frozenset({Measure.FISCAL_APPROPRIATION}), FUNDS),
    (
        frozenset({Measure.OWN_FUNDS}),
        frozenset(
            {
                Measure.SERVICE_REVENUE,
                Measure.BUSINESS_REVENUE,
                Measure.SUPERIOR_SUBSIDY,
                Measure.SUBSIDIARY_REMITTANCE,
                Measure.OTHER_REVENUE,
            }
        ),
    ),
)
"""Columns that contain the others where both stand side by side."""

CARRIED = re.compile(r"结转|结余")
PART_OF_CARRYOVER = re.compile(
    r"^(?:[一二三]、|[(]?[一二三1-3][)]|[1-3][.、])?(?:一般公共预算|政府性?基金|国有资本|财政拨款|基本支出|项目支出|经营)"
)
"""Rows under a carryover that say what it consists of."""
OF_CARRYOVER = identities_of_sides.OF_CARRYOVER
SOURCE_OF_PURCHASE = re.compile(r"预算|拨款|基金|国有资本|专户|资金|结转|自有|事业|经营|其他|收入")
RESERVED = re.compile(r"中小|小微|预留|面向|份额")
"""Columns of purchases that tell for whom, not from which funds."""
NAME_OF_A_BODY = re.compile(r"(?:局|委员会|办公室|厅|中心|学校|医院|本级|机关)(?:[(]本级[)])?$")
FUND_ROWS = (RowKind.GENERAL_PUBLIC, RowKind.GOVERNMENT_FUNDS, RowKind.STATE_CAPITAL)
FUND_MEASURES = columns.FUND_MEASURES

FUNCTIONAL_CODE = column_roles.FUNCTIONAL_CODE
ECONOMIC_CODE = re.compile(r"[35]\d\d(?:\d\d(?:\d\d)?)?")
"""The classification ends with five digits; some places print a level of their own below it."""
ENDS_AT_SECTION = re.compile(r"219\d\d|227")
"""援助其他地区支出 and 预备费 have no 项."""
GRAND_TOTAL = re.compile(r"^(?:合计|总计)")
SUBTOTAL = re.compile(r"小计$")
CLASS_OF_PURCHASE = re.compile(r"^[一二三]、")
ASSET_TOTAL = re.compile(r"^(?:固定)?资产(?:总额|合计|总计)|^(?:合计|总计)$")
PEOPLE_TOTAL = re.compile(r"^人员经费(?:合计|小计)$")
OPERATING_TOTAL = re.compile(r"^公用经费(?:合计|小计)$")
