"""The glossary as code: every term of the field once, in English for code and in Chinese for pages.

Pure Python, no Django. English terms follow the official English of China's budget reports and the Budget Law.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A string constant that carries the Chinese a page shows for it."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        return term

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(value, label) pairs, in the order of definition."""
        return [(term.value, term.label) for term in cls]


class AgencyKind(Term):
    """部门 is a department with its units; 单位 is one body with a budget of its own."""

    DEPARTMENT = "department", "部门"
    UNIT = "unit", "单位"


class Stage(Term):
    BUDGET = "budget", "预算"
    FINAL_ACCOUNTS = "final_accounts", "决算"


class CodeKind(Term):
    """Which classification of expenditure a code is of."""

    FUNCTIONAL = "functional", "支出功能分类"
    ECONOMIC = "economic", "支出经济分类"


class Side(Term):
    """The half of a two-sided statement a row stands in."""

    REVENUE = "revenue", "收入"
    EXPENDITURE = "expenditure", "支出"
    USE = "use", "支出用途"


class Basis(Term):
    """Which of several amounts of one row: planned, executed, or the year before."""

    BUDGET = "budget", "预算数"
    FINAL = "final", "决算数"
    PRIOR = "prior", "上年数"


class Statement(Term):
    """The standard tables of a disclosure (地方预决算公开操作规程, 财预〔2016〕143号) and provincial additions."""

    REVENUE_AND_EXPENDITURE = "revenue_and_expenditure", "收支总表"
    REVENUE = "revenue", "收入总表"
    EXPENDITURE = "expenditure", "支出总表"
    FISCAL_APPROPRIATION = "fiscal_appropriation", "财政拨款收支总表"
    GENERAL_PUBLIC_BUDGET = "general_public_budget", "一般公共预算财政拨款支出表"
    BASIC_EXPENDITURE = "basic_expenditure", "一般公共预算财政拨款基本支出表"
    GOVERNMENT_FUNDS = "government_funds", "政府性基金预算财政拨款支出表"
    STATE_CAPITAL = "state_capital", "国有资本经营预算财政拨款支出表"
    THREE_PUBLIC = "three_public", "财政拨款“三公”经费支出表"
    FISCAL_EXPENDITURE = "fiscal_expenditure", "财政拨款支出预算表"
    FISCAL_BASIC_EXPENDITURE = "fiscal_basic_expenditure", "财政拨款基本支出预算表"
    AGENCY_OPERATING_EXPENSES = "agency_operating_expenses", "机关运行经费表"
    PROCUREMENT = "procurement", "政府采购表"
    # What else is printed: kept as it stands, and never compared, added up or ranked.
    PROJECTS = "projects", "项目支出表"
    GOVERNMENT_ECONOMIC = "government_economic", "政府预算经济分类表"
    PURCHASES = "purchases", "政府采购明细表"
    SERVICE_PURCHASES = "service_purchases", "政府购买服务表"
    TRANSFERS = "transfers", "转移支付表"
    SPECIAL_FUNDS = "special_funds", "专项资金表"
    SPECIAL_ACCOUNTS = "special_accounts", "财政专户资金表"
    DEBT = "debt", "债务表"
    ASSETS = "assets", "国有资产表"
    BY_UNIT = "by_unit", "分单位表"
    PERFORMANCE = "performance", "绩效目标表"
    OTHER = "other", "其他表"

    @property
    def is_kept(self) -> bool:
        """Is it a table that is kept as printed, and none of the standard ones?"""
        return self in KEPT_STATEMENTS


NINE_STATEMENTS: tuple[Statement, ...] = tuple(Statement)[:9]
KEPT_STATEMENTS: tuple[Statement, ...] = tuple(Statement)[tuple(Statement).index(Statement.PROJECTS) :]


class Measure(Term):
    """What a column of amounts means, across layouts."""

    TOTAL = "total", "合计"
    SUBTOTAL = "subtotal", "本年小计"
    FISCAL_APPROPRIATION = "fiscal_appropriation", "财政拨款"
    GENERAL_PUBLIC = "general_public", "一般公共预算"
    GOVERNMENT_FUNDS = "government_funds", "政府性基金预算"
    STATE_CAPITAL = "state_capital", "国有资本经营预算"
    SOCIAL_INSURANCE = "social_insurance", "社会保险基金"
    SPECIAL_ACCOUNT = "special_account", "财政专户管理资金"
    SERVICE_REVENUE = "service_revenue", "事业收入"
    BUSINESS_REVENUE = "business_revenue", "经营收入"
    SUPERIOR_SUBSIDY = "superior_subsidy", "上级补助收入"
    SUBSIDIARY_REMITTANCE = "subsidiary_remittance", "附属单位上缴收入"
    OTHER_REVENUE = "other_revenue", "其他收入"
    OWN_FUNDS = "own_funds", "单位自有资金"
    CARRYOVER = "carryover", "上年结转"
    BASIC = "basic", "基本支出"
    PERSONNEL = "personnel", "人员经费"
    OPERATING = "operating", "公用经费"
    PROJECT = "project", "项目支出"
    BUSINESS_EXPENDITURE = "business_expenditure", "经营支出"
    REMITTANCE_TO_SUPERIOR = "remittance_to_superior", "上解上级支出"
    SUBSIDY_TO_SUBSIDIARIES = "subsidy_to_subsidiaries", "对附属单位补助支出"
    OVERSEAS_VISITS = "overseas_visits", "因公出国（境）费"
    VEHICLES = "vehicles", "公务用车购置及运行维护费"
    VEHICLE_PURCHASE = "vehicle_purchase", "公务用车购置费"
    VEHICLE_OPERATION = "vehicle_operation", "公务用车运行维护费"
    HOSPITALITY = "hospitality", "公务接待费"
    CONFERENCES = "conferences", "会议费"
    TRAINING = "training", "培训费"
    AGENCY_OPERATING = "agency_operating", "机关运行经费"
    RESERVE = "reserve", "单位预留机动经费"
    CLOSING_CARRYOVER = "closing_carryover", "结转下年"
    USE_OF_BALANCE = "use_of_balance", "使用非财政拨款结余"
    EDUCATION_FEES = "education_fees", "教育收费"
    CHANGE = "change", "较上年增减"
    UNKNOWN = "unknown", "未识别的列"


class RowKind(Term):
    """What a printed row is, where its name and not a code says it."""

    TOTAL = "total", "合计"
    REVENUE_THIS_YEAR = "revenue_this_year", "本年收入合计"
    EXPENDITURE_THIS_YEAR = "expenditure_this_year", "本年支出合计"
    REVENUE_TOTAL = "revenue_total", "收入总计"
    EXPENDITURE_TOTAL = "expenditure_total", "支出总计"
    OPENING_CARRYOVER = "opening_carryover", "上年结转结余"
    CLOSING_CARRYOVER = "closing_carryover", "年终结转结余"
    GENERAL_PUBLIC = "general_public", "一般公共预算拨款"
    GOVERNMENT_FUNDS = "government_funds", "政府性基金预算拨款"
    STATE_CAPITAL = "state_capital", "国有资本经营预算拨款"
    SPECIAL_ACCOUNT = "special_account", "财政专户管理资金"
    SERVICE_REVENUE = "service_revenue", "事业收入"
    BUSINESS_REVENUE = "business_revenue", "事业单位经营收入"
    SUPERIOR_SUBSIDY = "superior_subsidy", "上级补助收入"
    SUBSIDIARY_REMITTANCE = "subsidiary_remittance", "附属单位上缴收入"
    OTHER_REVENUE = "other_revenue", "其他收入"
    OVERSEAS_VISITS = "overseas_visits", "因公出国（境）费"
    VEHICLES = "vehicles", "公务用车购置及运行维护费"
    VEHICLE_PURCHASE = "vehicle_purchase", "公务用车购置费"
    VEHICLE_OPERATION = "vehicle_operation", "公务用车运行维护费"
    HOSPITALITY = "hospitality", "公务接待费"
    CONFERENCES = "conferences", "会议费"
    TRAINING = "training", "培训费"


class ReadBy(Term):
    """Where the words and figures of a page come from: its text, or an image that a machine read."""

    TEXT = "text", "文字"
    OCR = "ocr", "图像识别"


class CellState(Term):
    """What stands in a cell: a printed 0, a blank and a dash are different facts."""

    AMOUNT = "amount", "金额"
    BLANK = "blank", "空白"
    DASH = "dash", "—"
    NOT_APPLICABLE = "not_applicable", "不适用"
    UNREADABLE = "unreadable", "未读出"
    PRINTED = "printed", "照印"
    """Words, counts, percentages, years: what is no money, and numbers whose unit is not printed."""


class HeadlineItem(Term):
    """What an amount stated in the narrative is."""

    REVENUE_TOTAL = "revenue_total", "收入总额"
    GENERAL_PUBLIC_REVENUE = "general_public_revenue", "一般公共预算收入"
    GOVERNMENT_FUNDS_REVENUE = "government_funds_revenue", "政府性基金预算收入"
    STATE_CAPITAL_REVENUE = "state_capital_revenue", "国有资本经营预算收入"
    SPECIAL_ACCOUNT_REVENUE = "special_account_revenue", "财政专户收入"
    OTHER_REVENUE = "other_revenue", "其他收入"
    CARRYOVER = "carryover", "上年结转"
    EXPENDITURE_TOTAL = "expenditure_total", "支出总额"
    BASIC_EXPENDITURE = "basic_expenditure", "基本支出"
    PERSONNEL_EXPENSES = "personnel_expenses", "人员经费"
    OPERATING_EXPENSES = "operating_expenses", "公用经费"
    PROJECT_EXPENDITURE = "project_expenditure", "项目支出"
    AGENCY_OPERATING_EXPENSES = "agency_operating_expenses", "机关运行经费"
    THREE_PUBLIC_TOTAL = "three_public_total", "“三公”经费"
    OVERSEAS_VISITS = "overseas_visits", "因公出国（境）费"
    VEHICLES = "vehicles", "公务用车购置及运行维护费"
    VEHICLE_PURCHASE = "vehicle_purchase", "公务用车购置费"
    VEHICLE_OPERATION = "vehicle_operation", "公务用车运行维护费"
    HOSPITALITY = "hospitality", "公务接待费"
    PROCUREMENT_TOTAL = "procurement_total", "政府采购预算"
    FIXED_ASSETS_TOTAL = "fixed_assets_total", "固定资产总额"
    PLANNED_ASSET_PURCHASE = "planned_asset_purchase", "拟购置固定资产"
    BUDGET_TOTAL = "budget_total", "收支总额"
    PROJECT_ITEM = "project_item", "项目"


class Direction(Term):
    """Which way a declared change goes. 持平 is a change of 0."""

    INCREASE = "increase", "增加"
    DECREASE = "decrease", "减少"
    UNCHANGED = "unchanged", "持平"


class FactRole(Term):
    """What a number in a sentence says of its subject."""

    STATED = "stated", "金额"
    PRIOR = "prior", "上年数"
    CURRENT = "current", "本年数"
    BUDGET_INITIAL = "budget_initial", "年初预算数"
    BUDGET_FULL_YEAR = "budget_full_year", "全年预算数"
    FINAL = "final", "决算数"
    CHANGE = "change", "增减额"
    CHANGE_RATE = "change_rate", "增减幅度"
    SHARE = "share", "占比"
    COMPLETION = "completion", "完成率"
    FLAT = "flat", "持平"
    THRESHOLD = "threshold", "界限"
    COUNT = "count", "数量"
    OTHER_RATE = "other_rate", "其他百分比"


class BaseKind(Term):
    """Which amount of an earlier year a change is counted from."""

    BUDGET = "budget", "预算"
    EXECUTION = "execution", "预算执行数"
    FINAL = "final", "决算"


class Unit(Term):
    """The unit a reader chose (`?unit=`)."""

    WAN = "wan", "万元"
    YUAN = "yuan", "元"
    YI = "yi", "亿元"

    @classmethod
    def chosen(cls, value: str | None) -> Unit:
        """The unit named in an address; 万元 for anything else."""
        return cls(value) if value in {unit.value for unit in cls} else cls.WAN
