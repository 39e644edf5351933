"""Whose a disclosure is, of which year and stage, as department or unit: over the covers and labels of `heads_corpus`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import docx
import pytest

from disclosures.parsing import parse, parse_document
from disclosures.parsing.document import Block, Cell, Document, Grid, Paragraph
from disclosures.parsing.readers import pdf
from disclosures.parsing.records import ParsedDisclosure, ParsedDocument, Source
from disclosures.parsing.titles import context_of
from tests.parsing.heads_corpus import CORPUS, FORMS, NAMES

TABLES: dict[str, tuple[str, ...]] = {
    "收支": (
        "收入||支出|",
        "项目|预算数|项目|预算数",
        "一、一般公共预算拨款收入|3.00|一、教育支出|3.00",
        "收入总计|3.00|支出总计|3.00",
    ),
    "收支两年": (
        "收入|||支出||",
        "项目|2024年预算数|2025年预算数|项目|2024年预算数|2025年预算数",
        "一、一般公共预算拨款收入|2.00|3.00|一、教育支出|2.00|3.00",
        "收入总计|2.00|3.00|支出总计|2.00|3.00",
    ),
    "支出": (
        "科目编码|科目名称|合计|基本支出|项目支出",
        "205|教育支出|3.00|2.00|1.00",
        "20502|普通教育|3.00|2.00|1.00",
        "合计||3.00|2.00|1.00",
    ),
    "财拨": (
        "收入||支出|",
        "项目|预算数|项目|预算数",
        "一、一般公共预算拨款|3.00|一、教育支出|3.00",
        "收入总计|3.00|支出总计|3.00",
    ),
    "决算收支": (
        "收入|||支出||",
        "项目|行次|决算数|项目|行次|决算数",
        "栏次||1|栏次||2",
        "一、一般公共预算财政拨款收入|1|3.00|一、教育支出|32|3.00",
        "总计|31|3.00|总计|62|3.00",
    ),
    "决算支出": (
        "科目编码|科目名称|本年支出合计|基本支出|项目支出",
        "栏次||1|2|3",
        "205|教育支出|3.00|2.00|1.00",
        "20502|普通教育|3.00|2.00|1.00",
    ),
    "封面": ("2025年部门预算公开|", "部门名称：|石桥县教育局", "部门代码：|201"),
    "项目": ("项目名称|项目主管部门|实施单位|预算金额", "平台运维|某某大数据局|某某信息中心|3.00"),
    "绩效": ("一级指标|二级指标|三级指标|指标值", "产出指标|数量指标|开放天数|≥300天"),
}


def blocks_of(printed: str) -> list[Block]:
    made: list[Block] = []
    for line in printed.splitlines():
        if not line.startswith("⟦"):
            made.append(Paragraph(line.strip()))
            continue
        words, _, sheet = line.strip("⟦⟧").partition("@")
        name, *lead = (part.strip() for part in words.split(" / "))
        rows = [[Cell(cell) for cell in row.split("|")] for row in TABLES[name]]
        width = len(rows[0])
        above: list[list[Cell | None]] = [
            [Cell(text, column_span=width), *[None] * (width - 1)] for text in lead
        ]
        made.append(Grid(tuple(tuple(row) for row in [*above, *rows]), name=sheet.strip()))
    return made


def heads_of(printed: str) -> str:
    return "\n".join(
        f"{found.agency.name}|{found.agency.code or ''}|{found.fiscal_year or ''}|{found.stage.value}|{found.agency.kind.value}"
        for found in parsed(printed).disclosures
    )


@pytest.mark.parametrize("printed", [pytest.param(case, id=name) for name, case in CORPUS.items()])
def test_heads(printed: tuple[str, str]) -> None:
    said, expected = printed
    assert heads_of(said) == re.sub(r"\n\s+", "\n", expected)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_kind_of_body_in_every_form(form: str) -> None:
    for name in NAMES:
        found = heads_of(form.format(name=name, spaced=" ".join(name))).split("|")
        assert (found[0], found[2], found[3]) == (name, "2026", "budget")


def parsed(printed: str, **more: Any) -> ParsedDocument:
    document = Document("made.txt", "text/plain", tuple(blocks_of(printed)), **more)
    return parse_document(document, Source("made.txt", "", "text/plain", None))


def test_the_text_of_a_unit_goes_with_the_unit() -> None:
    department, unit = parsed(CORPUS["own level with its narrative before its tables"][0]).disclosures

    def texts(found: ParsedDisclosure) -> str:
        return "".join(section.text for section in found.sections)

    assert "贯彻执行国家有关水行政工作" in texts(department)
    assert "本级负责机关日常运转" not in texts(department)
    assert "本级负责机关日常运转" in texts(unit)


def test_running_heads_name_the_body_where_nothing_else_does() -> None:
    printed = "收支总表\n单位：万元\n⟦收支⟧"
    (found,) = parsed(printed, furniture=("清源市教育局2026年部门预算",)).disclosures
    assert (found.agency.name, found.fiscal_year) == ("清源市教育局", 2026)


def pdf_of(path: Path, pages: list[list[tuple[int, str]]]) -> Path:
    """A PDF of lines (height over the foot of the page, text), in Latin letters."""
    objects = [
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{4 + 2 * n} 0 R' for n in range(len(pages)))}]>>"
    ]
    objects += ["<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    for number, lines in enumerate(pages):
        drawn = "".join(f"BT /F 10 Tf 80 {height} Td ({text}) Tj ET\n" for height, text in lines)
        resources = "/Resources<</Font<</F 3 0 R>>>>/MediaBox[0 0 595 842]"
        objects.append(f"<</Type/Page/Parent 2 0 R{resources}/Contents {5 + 2 * number} 0 R>>")
        objects.append(f"<</Length {len(drawn)}>>stream\n{drawn}endstream")
    objects = ["<</Type/Catalog/Pages 2 0 R>>", *objects]
    body = "".join(f"{n} 0 obj\n{text}\nendobj\n" for n, text in enumerate(objects, start=1))
    path.write_text(f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>\n%%EOF", encoding="latin-1")
    return path


def test_a_running_head_is_no_text_and_is_kept_with_the_document(tmp_path: Path) -> None:
    pages = [
        [(820, "Bureau of Education 2026"), (500, f"Text {word} of a page")] for word in ("a", "b", "c", "d")
    ]
    document = pdf.read(pdf_of(tmp_path / "made.pdf", pages))
    assert document.furniture == ("Bureau of Education 2026",)
    assert not any("Bureau" in block.text for block in document.blocks if isinstance(block, Paragraph))


def test_the_header_of_a_word_document_names_the_body(tmp_path: Path) -> None:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "清源市教育局2026年部门预算"
    for line in ("收支总表", "单位：万元"):
        made.add_paragraph(line)
    rows = [row.split("|") for row in TABLES["收支"]]
    table = made.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    made.save(str(tmp_path / "made.docx"))
    (found,) = parse(tmp_path / "made.docx").disclosures
    assert (found.agency.name, found.fiscal_year) == ("清源市教育局", 2026)


@pytest.mark.parametrize("word", ["1900年", "2099年", "20265年"])
def test_a_year_that_cannot_be_one_is_noted(word: str) -> None:
    (found,) = parsed(f"清源市审计局{word}部门预算\n收支总表\n单位：万元\n⟦收支⟧").disclosures
    assert found.fiscal_year is None
    assert {"year-doubtful", "year-unknown"} <= {note.code for note in found.notes}


def test_the_cover_decides_over_the_year_of_the_tables() -> None:
    label = "清源市审计局 预算年度：2025 单位：万元"
    (found,) = parsed(f"清源市审计局2026年部门预算\n收支总表\n201{label}\n⟦收支⟧").disclosures
    assert found.fiscal_year == 2026
    assert "year-differs" in {note.code for note in found.notes}


LABELS = {
    "单位：[511]临海县退役军人事务局（汇总）": ("511", "临海县退役军人事务局（汇总）"),
    "填报部门：【308】汉川市水务和湖泊局": ("308", "汉川市水务和湖泊局"),
    "单位：206_清源县工业和信息化局 单位：万元": ("206", "清源县工业和信息化局"),
    "511-清源县卫生健康局": ("511", "清源县卫生健康局"),
    "部门：清源省科学技术厅 公开01表 金额单位：万元": (None, "清源省科学技术厅"),
    "部门：清源县人民代表大会常务委员会 表1 单位：元": (None, "清源县人民代表大会常务委员会"),
    "部门/单位：齐州市任城区水务局": (None, "齐州市任城区水务局"),
    "单位名称（盖章）：清源县机关事业单位社会保险服务中心 单位：元": (
        None,
        "清源县机关事业单位社会保险服务中心",
    ),
    "部门名称：中共清源市委机构编制委员会办公室 编制日期：2026年1月": (
        None,
        "中共清源市委机构编制委员会办公室",
    ),
    "编制单位：清源市财政预算编审中心 单位:元": (None, "清源市财政预算编审中心"),
    "编制单位：清源市核工业416医院 2025年": (None, "清源市核工业416医院"),
    "项目主管部门：清源市财政局 单位：万元": (None, None),
    "实施单位：清源市信息中心": (None, None),
    "采购单位：清源市信息中心": (None, None),
    "单位：人民币万元": (None, None),
    "单位：万元（保留两位小数）": (None, None),
    "31022 无形资产购置": (None, None),
    "208 社会保障和就业支出": (None, None),
}


@pytest.mark.parametrize(("line", "body"), LABELS.items())
def test_labels(line: str, body: tuple[str | None, str | None]) -> None:
    found = context_of(line)
    assert (found.code, found.name) == body
