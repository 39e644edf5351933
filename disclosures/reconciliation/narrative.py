"""Group C: the text and the tables. Amounts, names, sums, changes, percentages, reasons and the words themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from disclosures.vocabulary import Stage

from . import amounts, changes, line_names, listed, percentages, prose, reason_words, reasons
from .catalogue import Check, Group, row
from .results import Operand, Result, State
from .subject import Subject

C = Group.NARRATIVE
ARITHMETIC = "算术"
RULES = "《地方预决算公开操作规程》（财预〔2016〕143号）：说明与报表一致，并说明增减变化"
CLASSIFICATION = "《政府收支分类科目》"
PLAIN = "文字本身"
ROUNDING = "百分比按印出的位数四舍五入；金额末位的四舍五入能解释的，计为四舍五入之内。"


def _with_text(check: Check) -> Check:
    """The check, which cannot be done where the file has no narrative: tables and text may come in two files."""

    def run(subject: Subject) -> Iterator[Result]:
        if any(section.text.strip() for section in subject.disclosure.sections):
            yield from check.run(subject)
        else:
            side = Operand("情况说明", None)
            yield Result(check.id, State.COULD_NOT_BE_DONE, subject.index, "文件没有情况说明", side)

    return replace(check, run=run)


_ROWS: tuple[Check, ...] = (
    row(
        C, "stated-amount-is-cell", "文字金额 = 表中金额", "An amount in the text equals its cell",
        "文字写明的金额 = 表中同一项目的金额（同一资金、同一口径、同一年度）",
        "按文字的说法找到它在表里的位置，例如“一般公共预算财政拨款基本支出”对应一般公共预算支出表的基本支出。不等时，一处可能没有随另一处改，或取自另一张表。",
        RULES, amounts.amount_is_cell,
    ),
    row(
        C, "amount-scale", "文字与表的数量级", "An amount is not ten times its cell", "文字金额 ≠ 表中金额 × 10、100、1,000、10,000",
        "恰好相差十倍、万倍的两个数，多半是单位或小数点不同。", RULES, amounts.scale,
    ),
    row(
        C, "subject-name-is-table-name", "文字科目名称 = 表中科目名称", "A line has the same name in text and table",
        "文字中的类、款、项名称 = 表中同一编码的名称",
        "名称不同而金额相同，可能用了旧科目的名称，或写错了上级科目。", CLASSIFICATION, line_names.names,
    ),
    row(
        C, "listed-detail-has-amount", "列举的科目有数字", "Details that are listed have an amount",
        "“主要包括：…”列举的经济科目，在基本支出表中不为 0", "列举照抄模板时，会写进没有发生的科目。", RULES, amounts.listed_details,
    ),
    row(
        C, "basic-is-personnel-and-operating", "人员 + 公用 = 基本支出（文字）", "Personnel and operating make basic, in the text",
        "文字中的人员经费 + 公用经费 = 文字中的基本支出", "三个数分别取自不同的表时，四舍五入会使它们相差 0.01。", ARITHMETIC,
        listed.parts_make_whole, whole="basic",
    ),
    row(
        C, "stated-parts-make-whole", "文字的分项之和 = 总额", "Parts stated in the text make their whole",
        "“三公”= 三项之和；采购 = 货物 + 工程 + 服务；支出 = 基本 + 项目；收入 = 各来源之和",
        "没有列全的，只看分项之和是否大于总额。", ARITHMETIC, listed.parts_make_whole, whole="other",
    ),
    row(
        C, "listed-items-sum-to-total", "列出的科目之和 = 总额", "Listed lines add up to the total",
        "Σ 文字列出的各项（类）支出 = 文字的支出总额", "没有列全全部科目的，只看各项之和是否大于总额。", ARITHMETIC, listed.listed_items,
    ),
    row(
        C, "counted-parts-within-whole", "数量的分项之和 = 总数", "Counted parts stay within their whole",
        "“共有车辆 7 辆，其中…”：各部分之和 = 总数（没有列全的，不大于总数）", "车辆、面积等数量的分项相加大于总数，其中一个数不对。", ARITHMETIC,
        listed.counts,
    ),
    row(
        C, "small-firms-within-procurement", "中小企业成交额 ≤ 采购总额", "What small firms won is part of procurement",
        "预留项目中中小企业成交额 + 其他项目中中小企业成交额 ≤ 政府采购总额", "两项互不重叠，相加不会大于总额。", ARITHMETIC, listed.small_firms,
    ),
    row(
        C, "total-change-is-sum-of-changes", "合计变动 = 分项变动之和", "The total change is the sum of the changes",
        "总支出增减 = 基本支出增减 + 项目支出增减；“三公”增减 = 三项增减之和",
        "合计与分项和同一年比较时，增减额应能相加。", ARITHMETIC, changes.total_of_changes,
    ),
    row(
        C, "change-is-difference", "增减额 = 本年数 − 上年数", "A change is the difference of its two amounts",
        "增减额 = 本年数 − 上年数（文字三个数都写明时）", "三个数中有一个没有随其他数改。", ARITHMETIC, changes.change_follows,
    ),
    row(
        C, "change-against-budget-is-difference", "与预算的增减额 = 决算数 − 预算数", "A change against the budget is the difference",
        "比预算增减额 = 决算数 − 预算数（文字或表中写明预算数时）", "预算数有年初与全年两种时，与任何一种相符即可。", ARITHMETIC,
        changes.change_against_plan, (Stage.FINAL_ACCOUNTS,),
    ),
    row(
        C, "rate-follows-from-amounts", "增减幅度 = 增减额 ÷ 上年数", "A rate follows from its amounts", "增减幅度 = （本年数 − 上年数）÷ 上年数",
        "上年数没有写明时，由本年数减增减额得到。" + ROUNDING, ARITHMETIC, percentages.rate_follows,
    ),
    row(
        C, "rate-needs-base", "百分比的基数不为 0", "A percentage needs a base", "上年数 ≠ 0；年初预算 ≠ 0",
        "由 0 增加的金额没有增减幅度，写作“增长 100%”会被误解为翻了一番。", ARITHMETIC, percentages.base_of_zero,
    ),
    row(
        C, "share-follows-from-amounts", "占比 = 部分 ÷ 总额", "A share follows from its amounts", "占比 = 部分 ÷ 总额",
        "为凑成 100% 而改动的占比，与它的金额不一致。" + ROUNDING, ARITHMETIC, percentages.share_follows,
    ),
    row(
        C, "completion-follows-from-amounts", "完成率 = 决算数 ÷ 预算数", "A completion rate follows from its amounts",
        "完成年初预算的百分比 = 决算数 ÷ 年初预算数；完成全年预算的 = 决算数 ÷ 全年预算数", ROUNDING, ARITHMETIC, percentages.completion_follows,
    ),
    row(
        C, "one-amount-in-a-passage", "同一项目前后金额一致", "One subject has one amount in its passage",
        "同一段文字中同一科目的本年数只有一个", "后一句可能抄自另一个科目。", PLAIN, changes.amounts_agree,
    ),
    row(
        C, "direction-fits-amounts", "增减方向与金额一致", "The direction fits the amounts",
        "写“增加”时本年数 > 上年数；增加额 ≤ 本年数；写“决算数小于预算数”时决算数 < 预算数",
        "增加额大于本年数，上年数就会小于 0。", ARITHMETIC, changes.direction_fits,
    ),
    row(
        C, "direction-is-told", "写明是增加还是减少", "A change says which way it goes", "“较上年增加（减少、持平）…”",
        "没有方向词，读者不知道是增是减。", RULES, changes.direction_is_told,
    ),
    row(
        C, "one-comparison-base", "比较基数一致", "One base of comparison", "同一段文字各项总额与同一种上年数（预算或执行数）比较",
        "收入与上年执行数比、支出与上年预算比，两个增减额不能相互印证。", RULES, changes.one_base,
    ),
    row(
        C, "reason-fits-direction", "原因与增减方向一致", "The reason fits the direction", "写“减少”时，原因不是“经费增加”",
        "只看原因就是金额本身增减的（“…经费增加”）；其他原因不判断。", PLAIN, reason_words.reason_fits,
    ),
    row(
        C, "words-of-own-subject", "用途和原因写的是本科目", "Purpose and reason speak of their own line",
        "一个科目的用途、原因，不与另一科目的相同而写着后者的名称", "文字抄自另一科目，没有改。", PLAIN, reason_words.own_reason,
    ),
    row(
        C, "change-has-reason", "“三公”经费和机关运行经费的增减说明了原因", "Changes of the three public expenses have a reason",
        "增减额 ≠ 0 时，同一段文字有原因", "公开规程要求说明“三公”经费和机关运行经费的增减原因。",
        "《地方预决算公开操作规程》（财预〔2016〕143号）", reasons.change_has_reason,
    ),
    reasons.IN_ONE,
    *prose.CHECKS,
)  # fmt: skip

CHECKS: tuple[Check, ...] = tuple(_with_text(check) for check in _ROWS)
