"""名词解释：the words a reader meets, in groups, and where each is explained. Own wording."""

from __future__ import annotations

import re
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

GLOSSARY: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "谁的预算",
        (
            ("部门", "一级预算部门，连同本级和全部下属单位。部门的数字已经包含各单位，不能再与单位相加。"),
            ("单位", "只指一个独立编制预算的机构。"),
            ("本级", "部门机关自己，不含下属单位。本级是单位的一种。"),
            ("预算", "年度开始时批准的收支计划。"),
            ("决算", "年度结束后实际收支的结果。"),
        ),
    ),
    (
        "钱从哪里来",
        (
            ("一般公共预算", "以税收为主的收入，用于一般的公共开支。"),
            ("政府性基金预算", "以土地出让等专项收入安排的专项支出。"),
            ("国有资本经营预算", "国有企业上缴利润等收入安排的支出。"),
            ("财政拨款", "一般公共预算、政府性基金和国有资本经营预算拨付的资金合称。"),
            ("财政专户管理资金", "缴入财政专户、实行专项管理的收入，如教育收费。"),
            ("事业收入、经营收入", "事业单位开展专业活动或者经营活动取得的收入。"),
            ("上年结转", "上年没有用完、转到本年继续使用的资金。"),
        ),
    ),
    (
        "钱用到哪里",
        (
            ("基本支出", "维持机构运转的支出，分为人员经费和公用经费。"),
            ("项目支出", "为特定任务安排的支出。"),
            (
                "功能分类（类、款、项）",
                "按用途分：类如 215 资源勘探工业信息等支出，款如 21505，项如 2150501。",
            ),
            ("经济分类", "按花钱的方式分：301 工资福利支出、302 商品和服务支出等。"),
            ("“三公”经费", "因公出国（境）费、公务用车购置及运行维护费、公务接待费。"),
            ("机关运行经费", "行政机关和参照公务员法管理的事业单位用于运转的公用经费。"),
            ("政府采购", "用财政性资金采购货物、工程和服务。"),
        ),
    ),
    (
        "本站的用词",
        (
            ("口径", "一个数字所指的范围：谁、哪一年、预算还是决算、哪些资金。口径不同的数字不能直接比较。"),
            ("本站相加", "文件没有印出、由本站把已公布的数字加起来的数。"),
            ("解析备注", "程序在文件里见到而没有读懂的内容，或者读的时候作出的判断。"),
            ("勾稽关系", "表内、表间的数字应当满足的等式，如合计等于各分项之和。"),
        ),
    ),
)

_BESIDE = re.compile(r"（.*）$")


def anchor(term: str) -> str:
    """Where a term is explained on the page of the glossary: 功能分类 for 功能分类（类、款、项）."""
    return _BESIDE.sub("", term)


EXPLAINED: dict[str, tuple[str, str]] = {
    word: (anchor(term), meaning)
    for _, terms in GLOSSARY
    for term, meaning in terms
    for word in anchor(term).split("、")
}
"""Each word with its anchor and its meaning."""


def term(word: str) -> SafeString:
    """A word of the glossary as a link to where it is explained; any other is an error."""
    place, meaning = EXPLAINED[word]
    address = f"{reverse('disclosures:glossary')}#{quote(place)}"
    return format_html('<a class="term" href="{}" title="{}">{}</a>', address, meaning, word)
