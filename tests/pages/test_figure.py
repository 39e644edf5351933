"""The page of one figure: its permanent address, its checks, its row elsewhere, corrections, headings on the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from disclosures.lifecycle.totals import rebuild
from disclosures.models import Amount, Correction, Disclosure, Document, Finding, HeadlineFigure
from disclosures.pages.figure.facts import PrintedFigure, figure_at, fixed_place
from disclosures.presenting.page_words import PageWords, words_of
from disclosures.reading import pictures
from disclosures.reconciliation import State
from disclosures.vocabulary import Statement as StatementType
from tests.pages import rows
from tests.pages.boxes import text_in
from tests.pages.checked import address_of, cell, checked, result, side
from tests.pages.rows import Country

pytestmark = pytest.mark.django_db

DEMO = Path(__file__).resolve().parents[2] / "disclosures" / "data" / "demo"


def an_amount(of: Disclosure, code: str = "", measure: str = "total", table: str = "expenditure") -> Amount:
    return Amount.objects.get(
        line__statement__disclosure=of, line__statement__statement=table, line__code=code, measure=measure
    )


def figure(pk: int) -> PrintedFigure:
    return figure_at(*fixed_place(pk))


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == status, address
    return answer.content.decode()


def page_words(document: Document, page: int) -> PageWords:
    return words_of(pictures.page_text(document, page))


def permalink(html: str) -> str:
    found = re.search(r'<link rel="canonical" href="http://testserver(/figures/[^"]+)">', html)
    assert found
    return found[1]


@pytest.fixture
def on_paper(country: Country, settings: Settings, tmp_path: Path) -> Document:
    """The document of 邢台 2022 as the real PDF of 邢台, its amounts where that prints them."""
    settings.DATA_DIR = tmp_path
    document = country.xingtai_2022.document
    content = (DEMO / "xingtai-2022-department.pdf").read_bytes()
    document.file.save("xingtai.pdf", ContentFile(content), save=False)
    document.media_type, document.pages = pictures.PDF, 24
    document.save()
    return document


# --- the permanent address -----------------------------------------------------------------------------------------


def test_every_cell_has_its_own_address_that_leads_back_to_it(client: Client, country: Country) -> None:
    seen: dict[str, int] = {}
    for amount in Amount.objects.published():
        found = fixed_place(amount.pk)
        address = f"/figures/{found.file}/{found.place}/"
        assert address not in seen
        seen[address] = amount.pk
    for address, pk in list(seen.items())[::5]:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.context["amount"].pk == pk
        assert permalink(answer.content.decode()) == address


def test_the_address_is_shown_and_cited(client: Client, country: Country) -> None:
    amount = an_amount(country.own_2022)
    html = text_of(client, f"/figures/{amount.pk}/")
    address = permalink(html)
    assert address.startswith(f"/figures/{country.own_2022.document.sha256[:16]}/t")
    cited = re.search(r'<p class="cite">(.*?)</p>', html)
    assert cited
    assert f"http://testserver{address}" in cited[1]
    assert html.count(address) >= 3


def test_a_number_leads_to_the_permanent_address(client: Client, country: Country) -> None:
    amount = an_amount(country.own_2022)
    answer = client.get(f"/figures/{amount.pk}/?unit=yuan")
    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        "/figures/{}/{}/?unit=yuan".format(*fixed_place(amount.pk)),
    )


def test_a_new_reading_of_the_file_keeps_the_address(client: Client, country: Country) -> None:
    before = an_amount(country.resources_2022)
    address = permalink(text_of(client, f"/figures/{before.pk}/"))
    country.resources_2022.statements.all().delete()
    rows.expenditure(country.resources_2022, [("", "合计", ["350.64", "330.64", "20.00"])])
    rebuild()
    html = text_of(client, address)
    assert "350.64" in html
    assert client.get(f"/figures/{before.pk}/").status_code == 404


def test_on_a_page_the_address_is_the_place_on_the_page(
    client: Client, on_paper: Document, country: Country
) -> None:
    amount = an_amount(country.xingtai_2022)
    Amount.objects.filter(pk=amount.pk).update(page=2, x0=3386, top=1181, x1=4504, bottom=1331)
    address = permalink(text_of(client, f"/figures/{amount.pk}/"))
    assert address == f"/figures/{on_paper.sha256[:16]}/2-394-126/"
    Amount.objects.filter(pk=amount.pk).update(
        x0=3400, top=1190, x1=4490, bottom=1320
    )  # read a little otherwise
    assert client.get(address).context["amount"].pk == amount.pk


def test_where_nothing_stands_the_page_says_what_to_do(client: Client, country: Country) -> None:
    file = country.own_2022.document.sha256[:16]
    for place in ("t0r999c9", "t999r1c1", "1-1-1"):
        html = text_of(client, f"/figures/{file}/{place}/", 404)
        assert "现在没有数字" in html
        assert f'href="/disclosures/{country.own_2022.pk}/"' in html
    unknown = text_of(client, "/figures/0123456789abcdef/1-1-1/", 404)
    assert "没有公布过" in unknown
    hidden = country.draft.document
    html = text_of(client, f"/figures/{hidden.sha256[:16]}/t0r1c3/", 404)
    assert hidden.original_name not in html
    assert "9,999" not in html
    Disclosure.objects.filter(document=country.own_2022.document).update(state="withdrawn")
    withdrawn = text_of(client, f"/figures/{file}/t1r1c3/", 404)
    assert "已经撤回" in withdrawn
    for odd in (
        "/figures/0123456789ABCDEF/1-1-1/",
        f"/figures/{file}/1-1/",
        f"/figures/{file}/{10**30}-1-1/",
    ):
        assert client.get(odd).status_code == 404


# --- what belongs to it --------------------------------------------------------------------------------------------


def test_the_checks_it_takes_part_in(client: Client, country: Country) -> None:
    amount, other = an_amount(country.own_2022), an_amount(country.own_2022, "206")
    checked(
        country.own_2022,
        result("相差 0.50 万元", side("支出合计", "3952.59", cell(amount)), side("各类之和", "3952.09")),
        result(
            "相符的一处", side("收支总表", "3952.59"), side("支出总表", "3952.59", cell(amount)), State.HOLDS
        ),
        result("与它无关", side("科学技术", "180.00", cell(other)), side("款之和", "179.00")),
    )
    found = figure(amount.pk)
    assert [row.state for row in found.checks] == [State.DIFFERS, State.HOLDS]
    html = text_of(client, f"/figures/{amount.pk}/")
    assert "相差 0.50 万元" in html
    assert "与它无关" not in html
    assert "没有核对用到这个数字" in text_of(client, f"/figures/{an_amount(country.own_2022, '208').pk}/")


def test_the_same_row_in_other_tables_and_years(client: Client, country: Country) -> None:
    later = rows.disclosure(country.own_level, 2023, rows.document("own-2023.txt"))
    rows.expenditure(
        later,
        [("", "合计", ["4000.00", None, None]), ("215", "资源勘探工业信息等支出", ["3300.00", "1", "2"])],
    )
    draft = rows.disclosure(country.own_level, 2024, rows.document("own-2024.txt"), state="draft")
    rows.expenditure(draft, [("215", "资源勘探工业信息等支出", ["7777.00", None, None])])
    amount = an_amount(country.own_2022, "215")
    found = figure(amount.pk)
    assert [e.amount.printed for e in found.in_years] == ["3300.00"]
    assert [(e.table, e.amount.printed) for e in found.in_tables] == [
        ("部门预算一般公共预算财政拨款支出表", "3186.09")
    ]
    html = text_of(client, f"/figures/{amount.pk}/")
    assert "3,300.00" in html
    assert "7,777" not in html
    basic = figure(an_amount(country.own_2022, "215", "basic").pk)
    assert [e.amount.printed for e in basic.in_years] == ["1"]


def test_totals_are_one_row_only_where_their_tables_show_the_same_money(country: Country) -> None:
    """合计 of 支出总表 was called the same row as that of 基本支出表 and of “三公”经费."""
    own = country.own_2022
    rows.expenditure(own, [("", "合计", ["1083.83", None, None])], StatementType.BASIC_EXPENDITURE)
    assert figure(an_amount(own, "").pk).in_tables == ()
    fiscal = rows.expenditure(own, [("", "合计", ["3844.59", None, None])], StatementType.FISCAL_EXPENDITURE)
    later = rows.disclosure(country.own_level, 2023, rows.document("own-2023.txt"))
    rows.expenditure(later, [("", "合计", ["4000.00", None, None])])
    found = figure(an_amount(own, "").pk)
    assert found.in_tables == (), "all funds, and fiscal ones"
    assert [e.amount.printed for e in found.in_years] == ["4000.00"]
    assert figure(Amount.objects.get(line__statement=fiscal).pk).in_tables == ()


def test_a_row_of_the_same_table_is_not_elsewhere(country: Country) -> None:
    """会议服务 of another unit's purchases stands in the same table and is another purchase."""
    own = country.own_2022
    table = rows.expenditure(own, [("", "会议服务", ["229.00", None, None])], StatementType.PROCUREMENT)
    other = rows.expenditure(own, [("", "会议服务", ["950.00", None, None])], StatementType.PROCUREMENT)
    for statement in (table, other):
        statement.lines.update(kind="")
    other.lines.update(statement=table, position=2, row=2)
    first = Amount.objects.get(line__statement=table, printed="229.00")
    assert figure(first.pk).in_tables == ()


def of_two_years(country: Country, names: tuple[str, str], heading: str, **what: str) -> list[Amount]:
    """A row and column of 2022 and of 2023, made into rows of another name; the later under another heading."""
    later = rows.disclosure(country.own_level, 2023, rows.document("own-2023.txt"))
    rows.summary(later, [("", "某项", "100.00")])
    earlier = country.own_2022.statements.get(statement="revenue_and_expenditure").lines.get(
        name__contains="国有资本"
    )
    made = [earlier, later.statements.get().lines.get()]
    for line, name in zip(made, names, strict=True):
        line.name, line.kind, line.category_code = name, "", ""
        for attribute, value in what.items():
            setattr(line, attribute, value)
        line.save()
    amounts = [line.amounts.get() for line in made]
    amounts[1].column.heading = [heading]
    amounts[1].column.save()
    return amounts


@pytest.mark.parametrize(
    ("names", "what"),
    [
        (("三、租金收入", "五、租金收入"), {}),
        (("八、社会保障和就业支出", "社会保障"), {"category_code": "208"}),
    ],
)
def test_a_row_is_found_again_under_another_numbering_and_by_its_category(
    country: Country, names: tuple[str, str], what: dict[str, str]
) -> None:
    earlier, later = of_two_years(country, names, "预算数", **what)
    assert [e.amount for e in figure(earlier.pk).in_years] == [later]
    assert [e.amount for e in figure(later.pk).in_years] == [earlier]


def test_columns_that_nobody_understood_are_one_only_under_one_heading(country: Country) -> None:
    earlier, later = of_two_years(country, ("租金收入", "租金收入"), "债务资金")
    Amount.objects.filter(pk__in=(earlier.pk, later.pk)).update(measure="unknown")
    for amount in (earlier, later):
        amount.column.measure = "unknown"
        amount.column.save()
    assert figure(earlier.pk).in_years == ()
    later.column.heading = earlier.column.heading
    later.column.save()
    assert [e.amount for e in figure(earlier.pk).in_years] == [later]


def test_a_correction_stands_beside_what_was_read(client: Client, country: Country) -> None:
    amount = an_amount(country.own_2022, "208")
    Amount.objects.filter(pk=amount.pk).update(
        is_corrected=True, fen=rows.fen("365.98"), confirmed=True, proven=True, proofs=2
    )
    Correction.objects.create(
        disclosure=country.own_2022,
        amount=amount,
        statement="expenditure",
        table=1,
        code="208",
        row=3,
        read_state="amount",
        read_printed="365.89",
        read_fen=rows.fen("365.89"),
        printed="365.98",
        approved_at=timezone.now(),
        fen=rows.fen("365.98"),
        reason="原件第 5 页印作 365.98",
    )
    Correction.objects.create(
        disclosure=country.own_2022,
        amount=amount,
        statement="expenditure",
        table=1,
        row=3,
        read_state="amount",
        read_printed="365.89",
        printed="366.00",
        approved_at=timezone.now(),
        fen=rows.fen("366.00"),
        reason="先前的一次",
        revoked_at=timezone.now(),
        revoked_reason="看错了行",
    )
    html = text_of(client, f"/figures/{amount.pk}/")
    assert "文件印作 365.89，更正为 365.98。理由：原件第 5 页印作 365.98" in html
    assert "看错了行" in html
    assert "合计：文件印作 365.89，更正为 365.98[EB/OL]" in html
    assert "印作 365.98" not in html.replace("原件第 5 页印作 365.98", ""), "nobody printed it so"
    assert "换一种方法再读" not in html, "the other reader read what was put right"
    assert '<th scope="row">证实</th>' not in html
    Amount.objects.filter(pk=amount.pk).update(read_by="ocr")
    assert "机器识别作 365.89，更正为 365.98" in text_of(client, f"/figures/{amount.pk}/")


def test_a_corrected_amount_says_so_wherever_it_stands(client: Client, country: Country) -> None:
    """The title said “文件印作” with what the machine had misread, or the corrected amount was told as printed."""
    amount = an_amount(country.own_2022, "208")
    Amount.objects.filter(pk=amount.pk).update(is_corrected=True, fen=rows.fen("365.98"))
    own = country.own_2022
    for address in (f"/disclosures/{own.pk}/", rows.compare_address(own, country.xingtai_2022)):
        html = text_of(client, address)
        assert "3,659,800 元；更正前为“365.89”，经人更正" in html, address
        assert "文件印作“365.89”" not in html, address
    assert '"corrected": true' in text_of(client, f"/disclosures/{own.pk}/?format=json")
    place = cell(amount, "208")
    place["corrected"] = True
    left = side("支出总表 208", "365.98", place)
    left["printed"] = "3659800.00"
    checked(own, result("不一致", left, side("另一处", "1.00")))
    html = text_of(client, f"/findings/?agency={own.agency_id}")
    assert "更正为 3659800.00" in html
    assert "印作 3659800.00" not in html
    (finding,) = Finding.objects.filter(disclosure=own)
    assert "更正前为 365.89，更正为 365.98 万元" in text_of(client, address_of(finding))


# --- on the page image ---------------------------------------------------------------------------------------------


def marks(html: str) -> dict[str, list[tuple[float, ...]]]:
    """The rectangles on the first picture by kind, as x, y, width, height."""
    first = html[html.index("<svg") : html.index("</svg>")]
    found: dict[str, list[tuple[float, ...]]] = {}
    for kind, *edges in re.findall(
        r'<rect class="(\w+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/>', first
    ):
        found.setdefault(kind, []).append(tuple(map(float, edges)))
    return found


def inside(words: PageWords, mark: tuple[float, ...]) -> str:
    x, y, width, height = mark
    return text_in(words, (x, y, x + width, y + height))


def test_row_and_column_headings_are_marked(client: Client, on_paper: Document, country: Country) -> None:
    amount = an_amount(country.xingtai_2022, "210", "project")
    amount.column.heading = ["项目支出"]
    amount.column.save()
    pictures.draw_ahead(on_paper)
    page = next(n for n in range(1, 25) if page_words(on_paper, n).find("部门预算支出总表"))
    words = page_words(on_paper, page)
    (row,), (head,) = words.find("卫生健康支出")[0], words.find("项目支出")[0]
    x0, top, x1, bottom = (round(edge * 10) for edge in (head[0], row[1], head[2], row[3]))
    Amount.objects.filter(pk=amount.pk).update(page=page, x0=x0, top=top, x1=x1, bottom=bottom)
    found = marks(text_of(client, f"/figures/{amount.pk}/"))
    assert len(found["cell"]) == 1
    assert "band" not in found
    assert sorted(inside(words, mark) for mark in found["head"]) == sorted(
        ["210", "卫生健康支出", "项目支出"]
    )


def test_a_band_where_a_heading_is_not_found(client: Client, on_paper: Document, country: Country) -> None:
    amount = an_amount(country.xingtai_2022)
    amount.column.heading = ["没有印出的栏"]
    amount.column.save()
    amount.line.name = "没有印出的行"
    amount.line.save()
    Amount.objects.filter(pk=amount.pk).update(page=2, x0=3386, top=1181, x1=4504, bottom=1331)
    found = marks(text_of(client, f"/figures/{amount.pk}/"))
    assert "head" not in found
    text = pictures.page_text(on_paper, 2)
    width, height = text.width, text.height
    across, down = found["band"]
    assert across == (0.0, 118.1, pytest.approx(width, abs=0.1), 15.0)
    assert down == (338.6, 0.0, 111.8, pytest.approx(height, abs=0.1))


def test_a_sentence_is_boxed_line_by_line(client: Client, on_paper: Document, country: Country) -> None:
    sentence = "2022年预算收入1476.29万元，其中：一般公共预算收入1476.29万元，基金预算收入0万元，国有资本经营预算收入0万元，财政专户核拨收入0万元，单位资金收入0万元，上年结转结余0万元。"
    made = HeadlineFigure.objects.create(
        disclosure=country.xingtai_2022,
        position=9,
        item="revenue_total",
        fen=rows.fen("1476.29"),
        printed="1476.29万元",
        text="2022年预算收入1476.29万元",
        sentence=sentence,
        page=11,
    )
    found = marks(text_of(client, f"/figures/text/{made.pk}/"))
    words = page_words(on_paper, 11)
    assert len(found["cell"]) == 2
    assert "".join(inside(words, mark) for mark in found["cell"]) == sentence
