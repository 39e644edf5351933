"""What the sections of a narrative are about, by the words of their headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .terms import Term


class Topic(Term):
    """In the order in which narratives come to them."""

    DUTIES = "duties", "职责"
    INSTITUTIONS = "institutions", "机构设置"
    STAFF = "staff", "人员"
    TASKS = "tasks", "工作任务"
    OVERALL = "overall", "收支总体"
    REVENUE = "revenue", "收入"
    EXPENDITURE = "expenditure", "支出"
    APPROPRIATIONS = "appropriations", "财政拨款"
    GENERAL_PUBLIC = "general-public", "一般公共预算"
    BASIC = "basic", "基本支出"
    PROJECTS = "projects", "项目支出"
    FUNDS = "funds", "政府性基金"
    STATE_CAPITAL = "state-capital", "国有资本经营"
    THREE_PUBLIC = "three-public", "“三公”经费"
    OPERATION = "operation", "机关运行经费"
    PROCUREMENT = "procurement", "政府采购"
    OUTSOURCED = "outsourced", "委托业务费"
    ASSETS = "assets", "国有资产"
    TRANSFERS = "transfers", "转移支付"
    PERFORMANCE = "performance", "绩效"
    GLOSSARY = "glossary", "名词解释"
    OTHER = "other", "其他"


HEADINGS: tuple[tuple[str, Topic], ...] = (
    (r"名词解释|专业名词|专业性.*名词", Topic.GLOSSARY),
    (r"三公|出国|公务(?:用车|接待)|会议费|培训费", Topic.THREE_PUBLIC),
    (r"运行经费", Topic.OPERATION),
    (r"政府采购|采购预算|采购支出", Topic.PROCUREMENT),
    (r"委托业务|购买服务", Topic.OUTSOURCED),
    (r"绩效", Topic.PERFORMANCE),
    (r"转移支付", Topic.TRANSFERS),
    (r"资产|车辆", Topic.ASSETS),
    (r"国有资本", Topic.STATE_CAPITAL),
    (r"基金", Topic.FUNDS),
    (r"基本支出", Topic.BASIC),
    (r"项目支出|重点(?:项目|支出)|重大.*项目", Topic.PROJECTS),
    (r"人员(?:情况|构成|编制)", Topic.STAFF),
    (r"职[责能]|主要职", Topic.DUTIES),
    (r"机构(?:设置|情况|编制|构成)|单位(?:构成|基本情况)|预算构成|内设", Topic.INSTITUTIONS),
    (r"工作(?:任务|目标|重点|情况|安排|计划)|重点工作|主要任务", Topic.TASKS),
    (r"一般公共(?:预算|服务)", Topic.GENERAL_PUBLIC),
    (r"财政拨款|拨款", Topic.APPROPRIATIONS),
    (r"收支", Topic.OVERALL),
    (r"收入", Topic.REVENUE),
    (r"支出", Topic.EXPENDITURE),
)
"""The first pattern that a heading holds says what it is about."""

PRESCRIBED = frozenset({Topic.DUTIES, Topic.INSTITUTIONS, Topic.GLOSSARY})
"""Their words are given: by the rules that set up a body, and by the ministry's explanations of its terms."""


def topic_of(heading: str) -> Topic | None:
    """By a heading without white space; None where its words are not known."""
    return next((topic for pattern, topic in HEADINGS if re.search(pattern, heading)), None)


_NUMBER = "[一二三四五六七八九十百]+"
_RANKS = tuple(
    map(
        re.compile,
        (rf"第(?:{_NUMBER}|\d+)[部章节]", rf"{_NUMBER}、", rf"\({_NUMBER}\)", r"\d+[、.]", r"\(\d+\)"),
    )
)
"""How headings are numbered, the highest first; one without a number ranks as its level says."""


def _rank(heading: str, level: int) -> int:
    return next((rank for rank, mark in enumerate(_RANKS) if mark.match(heading)), level)


def topics_of(headings: Iterable[tuple[str, int]]) -> Iterator[Topic]:
    """Of headings with their levels in printed order; one that says nothing itself is of what the one over it is of."""
    over: list[tuple[int, Topic]] = []
    for heading, level in headings:
        rank = _rank(heading, level)
        over = [one for one in over if one[0] < rank]
        topic = topic_of(heading) or (over[-1][1] if over else Topic.OTHER)
        over.append((rank, topic))
        yield topic


def speaks_of(topic: Topic, text: str) -> bool:
    """Do these words, without white space, hold what a heading of the topic would?"""
    return any(re.search(pattern, text) for pattern, named in HEADINGS if named is topic)
