"""Terms: English for code, Chinese for pages. English terms follow the official English of China's budget reports and the
Budget Law."""

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


class Fund(Term):
    """Which money an amount is of: all of it, fiscal appropriations, or one of the budgets that they come from."""

    ALL = "all", "全部资金"
    FISCAL = "fiscal", "财政拨款"
    GENERAL = "general", "一般公共预算"
    FUNDS = "funds", "政府性基金"
    CAPITAL = "capital", "国有资本"


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
