"""Sentences → headline amounts and claims; paragraphs → sections. One made-up sentence a trap, then the truth."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from disclosures.parsing import narrative
from disclosures.parsing.document import Block, Cell, Grid, Paragraph
from disclosures.parsing.readers import read
from disclosures.parsing.records import Claim, HeadlineFigure
from disclosures.vocabulary import Direction, HeadlineItem

SHARED = Path(__file__).resolve().parents[3] / "shared"
needs_shared = pytest.mark.skipif(not (SHARED / "truth").is_dir(), reason="../shared is absent")
TABLE = Grid(((Cell("项目"), Cell("金额")),))


def paragraphs(*texts: str) -> list[Block]:
    return [Paragraph(text) for text in texts]


def name(figure: HeadlineFigure) -> str:
    return figure.item.value + ("_change" if figure.is_change else "")


def headline(*texts: str, year: int = 2022) -> dict[str, str]:
    """{item: 万元} of the figures; two of one item with different amounts would be a mistake of these tests."""
    figures = narrative.headline(paragraphs(*texts), year)
    found = {name(figure): f"{figure.yuan / 10000:f}" for figure in figures}
    assert len(found) == len(figures)
    return {item: amount.rstrip("0").rstrip(".") for item, amount in found.items()}


def claims(*texts: str, year: int = 2022) -> list[Claim]:
    return narrative.claims(paragraphs(*texts), year)


class TestAmounts:
    @pytest.mark.parametrize(
        ("printed", "yuan"),
        [
            ("2万元", "20000.00"),
            ("1.5亿元", "150000000.00"),
            ("50千元", "50000.00"),
            ("1,234元", "1234.00"),
            ("2,517.78万元", "25177800.00"),
            ("12 34. 5 万元", "12345000.00"),
            ("１２．５万元", "125000.00"),
            ("0.39万（含外宾接待支出）", "3900.00"),
            ("0.00万元", "0.00"),
        ],
    )
    def test_scales_and_spaces(self, printed: str, yuan: str) -> None:
        (figure,) = narrative.headline(paragraphs(f"公务接待费{printed}。"))
        assert f"{figure.yuan:.2f}" == yuan

    def test_a_full_width_comma_parts_a_list(self) -> None:
        assert headline("公务用车购置费与公务接待费分别为100，公务接待费200万元。") == {"hospitality": "200"}

    def test_an_amount_broken_by_the_end_of_a_page(self) -> None:
        blocks = [
            Paragraph("我局2022年度收入预算20702.25", 7),
            Paragraph("万元。与上年相比增", 8),
            Paragraph("加5万元。", 9),
        ]
        level, change = narrative.headline(blocks, 2022)
        assert (level.page, level.yuan) == (7, Decimal("207022500.00"))
        assert (change.page, change.yuan, name(change)) == (9, Decimal("50000.00"), "revenue_total_change")

    def test_what_is_kept_of_a_figure(self) -> None:
        text = "2022年支出预算30万元，其中基本支出20万元，较上年减少3万元。"
        *_, change = narrative.headline(paragraphs(text), 2022)
        assert (change.printed, change.text, change.sentence) == ("3万元", "较上年减少3万元", text)
        assert (change.yuan, change.direction) == (Decimal("-30000.00"), Direction.DECREASE)

    def test_an_amount_is_given_once(self) -> None:
        assert headline("项目支出15万元。", "本年项目支出15万元。") == {"project_expenditure": "15"}


class TestSubjects:
    def test_revenue_and_its_parts(self) -> None:
        assert headline(
            "2022年预算收入100万元，其中：一般公共预算拨款80万元，基金预算收入0万元，国有资本经营预算收入5万元，"
            "财政专户核拨收入4万元，单位资金收入3万元，上年结转结余8万元。"
        ) == {
            "revenue_total": "100",
            "general_public_revenue": "80",
            "government_funds_revenue": "0",
            "state_capital_revenue": "5",
            "special_account_revenue": "4",
            "other_revenue": "3",
            "carryover": "8",
        }

    def test_expenditure_and_its_parts(self) -> None:
        assert headline(
            "2022年部门支出预算：50万元，",
            "基本支出 30万元",
            "其中：人员经费20万元",
            "日常公用经费10万元",
            "项目支出20万元",
            "其中：本级支出20万元",
        ) == {
            "expenditure_total": "50",
            "basic_expenditure": "30",
            "personnel_expenses": "20",
            "operating_expenses": "10",
            "project_expenditure": "20",
        }

    @pytest.mark.parametrize(
        "text",
        [
            "财政拨款收入950万元。",
            "财政拨款基本支出预算9964万元。",
            "事业收入3万元。",
            "城乡社区支出预算100万元。",
            "“社会保障和就业支出（类）行政单位离退休（项）”预算支出53万元。",
            "面向中小企业预留政府采购预算金额225万元。",
            "单价100万元以上设备0台。",
            "2022年本单位无“三公”经费预算安排。",
            "2023年当年预算执行数为15万元，2024年预算安排30万元。",
            "编报绩效目标的项目25个，涉及项目预算资金113万元。",
        ],
    )
    def test_what_is_no_headline_figure(self, text: str) -> None:
        assert headline(text) == {}

    def test_the_total_of_both_sides_is_told_only_when_it_changes(self) -> None:
        assert headline("2022年预算收支安排90万元，较2021年增长6万元。") == {"budget_total_change": "6"}

    def test_projects_are_listed_under_project_expenditure(self) -> None:
        text = "项目支出40万元，主要为购置软件10万元，工资、社保20.5万元，专项（促进发展）9.5万元；其他运转经费为零，公务接待费1万元。"
        listed = [
            figure
            for figure in narrative.headline(paragraphs(text))
            if figure.item is HeadlineItem.PROJECT_ITEM
        ]
        assert [figure.label for figure in listed] == ["购置软件", "工资、社保", "专项（促进发展）"]

    def test_a_share_ends_the_list_of_projects(self) -> None:
        assert headline("项目支出10万元，占51%；单位活动经费5万元，占49%。") == {"project_expenditure": "10"}

    def test_parts_of_agency_operating_expenses_are_no_three_public_expenses(self) -> None:
        assert headline("我部门机关运行费预算共计26万元，其中：办公费2万元、公务用车运行维护费3万元。") == {
            "agency_operating_expenses": "26"
        }

    def test_operating_expenses_under_the_heading_of_agency_operating_expenses(self) -> None:
        assert headline("三、机关运行经费安排情况", "2022年，我局公用经费11万元，主要包括办公费。") == {
            "agency_operating_expenses": "11"
        }

    def test_a_heading_names_what_the_text_does_not(self) -> None:
        assert headline("（一）公务接待费情况说明", "2022年预算安排3万元，较上年减少1万元。") == {
            "hospitality": "3",
            "hospitality_change": "-1",
        }
        assert headline("1.公务接待费。2022年预算数1万元，比2021年预算数2万元减少1万元。") == {
            "hospitality": "1",
            "hospitality_change": "-1",
        }

    def test_of_the_plan_and_the_accounts_the_accounts_count(self) -> None:
        assert headline(
            "“三公”经费财政拨款支出年初预算为12万元，支出决算为10万元，完成预算的83%，较预算减少2万元，降低16%；"
            "较2021年度决算增加1万元，增长11%。"
        ) == {"three_public_total": "10", "three_public_total_change": "1"}

    def test_last_years_amount_is_not_this_years(self) -> None:
        assert headline("公务接待费2022年预算5万元，上年预算8万元。") == {"hospitality": "5"}
        assert headline("我局2021年末固定资产金额为9万元。") == {"fixed_assets_total": "9"}

    def test_glossary_and_performance_targets_are_silent(self) -> None:
        assert (
            headline(
                "八、名词解释", "基本支出5万元。", "五、预算绩效信息", "（一）总体目标", "项目支出6万元。"
            )
            == {}
        )


class TestChanges:
    def test_subject_year_rate_and_reason(self) -> None:
        (claim,) = claims(
            "2022年收入预算100万元，较2021年预算数增加10.5万元，增长8.8%，主要原因是人员增加。其他无变化。"
        )
        assert claim.item is HeadlineItem.REVENUE_TOTAL
        assert (claim.direction, claim.yuan, claim.percentage) == (
            Direction.INCREASE,
            Decimal("105000.00"),
            Decimal("8.8"),
        )
        assert (claim.base_year, claim.reason, claim.printed) == (
            2021,
            "人员增加",
            "较2021年预算数增加10.5万元",
        )

    def test_last_year_is_the_year_before_the_fiscal_year(self) -> None:
        assert [claim.base_year for claim in claims("公务接待费比上年减少1万元。", year=2024)] == [2023]

    def test_a_reason_in_the_next_sentence(self) -> None:
        (claim,) = claims("项目支出10万元。与上年相比增加4万元，增长3%。主要原因是增加维修费2万元。")
        assert (claim.item, claim.reason) == (HeadlineItem.PROJECT_EXPENDITURE, "增加维修费2万元")

    def test_a_change_within_a_reason_is_told_too(self) -> None:
        told = claims("基本支出减少15.62万元，主要是人员经费减少14.82万元；公用经费减少0.8万元。")
        assert [claim.item.value for claim in told] == [
            "basic_expenditure",
            "personnel_expenses",
            "operating_expenses",
        ]
        assert told[0].reason == "人员经费减少14.82万元"

    def test_the_next_change_ends_a_reason(self) -> None:
        first, second = claims("基本支出增加1万元，主要原因人员变化：项目支出减少2万元，主要是压减项目。")
        assert (first.reason, second.reason) == ("人员变化", "压减项目")

    @pytest.mark.parametrize(
        "words",
        [
            "与2021年相比持平",
            "较上年持平，无增减变化",
            "与上年度“三公”经费预算一致",
            "本年数与上年数相等，零增长",
        ],
    )
    def test_unchanged_is_zero(self, words: str) -> None:
        (claim,) = claims(f"公务接待费2万元，{words}。")
        assert (claim.item, claim.yuan, claim.direction) == (
            HeadlineItem.HOSPITALITY,
            Decimal("0.00"),
            Direction.UNCHANGED,
        )
        assert headline(f"公务接待费2万元，{words}。") == {"hospitality": "2", "hospitality_change": "0"}

    def test_a_sentence_without_subject_is_about_what_the_one_before_was_about(self) -> None:
        (claim,) = claims("“三公”经费预算8万元，其中公务接待费2万元。与2021年相比持平。")
        assert claim.item is HeadlineItem.THREE_PUBLIC_TOTAL
        (claim,) = claims("“三公”经费预算3万元。其中，公务接待费0万元。与2021年相比持平。")
        assert claim.item is HeadlineItem.THREE_PUBLIC_TOTAL

    def test_a_change_of_something_unknown_is_not_given_to_another(self) -> None:
        assert claims("收入预算9万元，其中：财政拨款收入8万元，比2021年预算增加2万元。") == []
        assert claims("收入预算9万元。住房保障支出3万元，主要用于公积金。与上年相比增加2万元。") == []

    def test_a_change_against_the_plan_is_none_against_last_year(self) -> None:
        assert claims("公务接待费支出2万元，比年初预算数减少1万元，降低4%。") == []
        assert claims("决算数与全年预算数持平。") == []

    def test_increased_to_is_a_level(self) -> None:
        assert claims("公务接待费由上年1万元，增加到3万元。") == []

    def test_words_of_a_template_left_in_brackets(self) -> None:
        (claim,) = claims("“三公”经费比2021年度减少0.15万元，下降（增长）27.78%。")
        assert (claim.yuan, claim.percentage) == (Decimal("-1500.00"), Decimal("27.78"))

    def test_a_rate_alone_and_a_direction_alone(self) -> None:
        (rate,) = claims("公务接待费较2021年预算下降10%。")
        assert (rate.yuan, rate.percentage, rate.direction) == (None, Decimal("10"), Direction.DECREASE)
        (told,) = claims("公务接待费2万元，本年数小于上年预算数的主要原因是厉行节约。")
        assert (told.yuan, told.percentage, told.direction) == (None, None, Direction.DECREASE)
        assert told.reason == "厉行节约"

    def test_the_change_word_before_the_year(self) -> None:
        assert headline("公务接待费2万元，本年数小于上年预算数40.05万元。")["hospitality_change"] == "-40.05"

    def test_verb_before_object(self) -> None:
        assert headline("较2021年增加基本支出8万元。") == {"basic_expenditure_change": "8"}


class TestSections:
    def test_text_under_its_headings(self) -> None:
        found = narrative.sections(
            [
                *paragraphs(
                    "某局2022年部门预算公开",
                    "二、总体情况",
                    "按照规定。",
                    "1、收入说明",
                    "收入9万元。",
                    "再说一句。",
                ),
                *paragraphs("六、政府采购预算情况", "详见下表。", "部门政府采购预算表", "某局  单位：万元"),
                TABLE,
            ]
        )
        assert [(section.heading, section.level, section.text) for section in found] == [
            ("二、总体情况", 1, "按照规定。"),
            ("1、收入说明", 2, "收入9万元。\n再说一句。"),
            ("六、政府采购预算情况", 1, "详见下表。"),
        ]

    @pytest.mark.parametrize(
        "line",
        [
            "（一）贯彻执行国家方针政策，指导工业发展。",
            "一、负责全市信息资源的建设；",
            "（三）公务接待费1.35万元",
            "一、财政拨款：指财政拨款数",
            "一、部门职责.....16",
            "3.收支预算减少的主要原因，根据工作安排压减项目支出",
            "一、收入支出决算总表",
        ],
    )
    def test_what_is_no_heading(self, line: str) -> None:
        assert narrative.sections(paragraphs(line, "下一段。")) == []

    def test_an_item_broken_by_the_end_of_a_page_is_no_heading(self) -> None:
        broken = [
            Paragraph("二、职责", 1),
            Paragraph("（七）监督本级人民政府和人民法院的工", 1),
            Paragraph("作，联系代表；", 2),
        ]
        assert [section.heading for section in narrative.sections(broken)] == ["二、职责"]

    def test_the_contents_are_no_sections(self) -> None:
        listed = paragraphs(
            "目 录", "第一部分 概况", "一、职能", "二、收入情况说明", "第一部分 概况", "一、职能", "做事。"
        )
        assert [section.heading for section in narrative.sections(listed)] == ["第一部分 概况", "一、职能"]

    def test_a_numbered_list_stays_in_its_text(self) -> None:
        (section,) = narrative.sections(
            paragraphs("一、机构设置", "1.办公室", "2.政策法规科", "3.财务科", "共三个。")
        )
        assert section.text.splitlines() == ["1.办公室", "2.政策法规科", "3.财务科", "共三个。"]


# --- the truth beside the project ------------------------------------------------------------------------------------

SEEDS = {
    "000_94451612b738120f": {
        "350001": "^一、.*本级收支预算",
        "350003": "^二、.*中心收支预算",
        "350004": "^三、.*中心收支预算",
    },
    "001_8f224ed89935fe50": {"350": ""},
    "002_60bd7a1a2874cc3a": {"501": ""},
    "003_eee7b12be31e4068": {"304": "", "304001": "^一、.*本级收支预算$"},
    "004_6869b5bfbdc9f74d": {None: ""},
}


def parted(blocks: tuple[Block, ...], starts: list[str]) -> list[tuple[Block, ...]]:
    """The blocks of each disclosure: a part begins where its pattern stands, contents aside."""

    def place(pattern: str) -> int:
        texts = [block.text if isinstance(block, Paragraph) else "" for block in blocks]
        return next(i for i, text in enumerate(texts) if re.search(pattern, text) and "..." not in text)

    places = [place(start) if start else 0 for start in starts]
    return [blocks[first:last] for first, last in zip(places, [*places[1:], len(blocks)], strict=True)]


@needs_shared
@pytest.mark.parametrize("stem", SEEDS)
def test_the_headline_of_the_seeds(stem: str) -> None:
    """Every amount of the truth and no other; the truth lists no 持平, which the format wants as 0.00."""
    truth = json.loads((SHARED / "truth" / f"{stem}.details.json").read_text(encoding="utf-8"))["headline"]
    blocks = read(SHARED / "seeds" / f"{stem}.txt").blocks
    for code, part in zip(SEEDS[stem], parted(blocks, list(SEEDS[stem].values())), strict=True):
        wanted = Counter((row["item"], row["yuan"]) for row in truth if row["agency_code"] == code)
        figures = narrative.headline(part)
        measured = [figure for figure in figures if figure.direction is not Direction.UNCHANGED]
        assert Counter((name(figure), f"{figure.yuan:.2f}") for figure in measured) == wanted


ROLES = {"stated": False, "current": False, "final": False, "level": False, "change": True}


@needs_shared
@pytest.mark.parametrize(
    ("place", "file"),
    [
        ("shanghai", "putuo-planning-2024-department-final.pdf"),
        ("shanghai", "putuo-wanli-2025-department-budget.pdf"),
        ("jiangsu", "partyoffice-2017-narrative.pdf"),
    ],
)
def test_other_provinces_state_what_is_bound(place: str, file: str) -> None:
    """No level is taken for a change, no share, plan or last year's amount for a level; pages are right."""
    rows = [
        json.loads(line) for line in (SHARED / "truth" / f"narrative.{place}.jsonl").open(encoding="utf-8")
    ]
    stated = {
        (ROLES[role], Decimal(str(row["amount"]).replace(",", "")) * 10000, page)
        for row in rows
        if row["file"] == file and (role := row.get("role") or row["kind"]) in ROLES and row["unit"] == "万元"
        for page in (row["page"] - 1, row["page"])  # a sentence may begin on the page before
    }
    figures = narrative.headline(read(SHARED / "documents" / place / file).blocks)
    measured = [figure for figure in figures if figure.direction is not Direction.UNCHANGED]
    assert len(measured) >= 14
    for figure in measured:
        assert {
            (figure.is_change, abs(figure.yuan), page) for page in (figure.page, (figure.page or 0) - 1)
        } & stated, figure


def test_words_made_to_be_slow_are_not() -> None:
    for words in (
        "总计" * 5000,
        "中小企业" * 5000,
        "（" * 5000,
        "其中：" * 5000,
        "1,234" * 5000,
        "较上年" * 5000,
    ):
        assert headline(f"{words}x3万元。") == {}
