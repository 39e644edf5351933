"""Typeset the sample disclosures: source/*.json → PDF and DOCX.

    pip install fonttools            (python-docx and pypdfium2 come with the project)
    python tests/samples/typeset.py [NAME …]

The documents of Hebei go to disclosures/data/demo/, those with a `place` to tests/parsing/samples/<place>/, and the
`variants` of one to tests/samples/variants/.

Needs Chromium, fontconfig and the Noto CJK fonts; none of them is needed by the application, which only reads the
finished files. The grids of the source use two marks: "<" continues the cell to the left, "^" the cell above.

How a table is printed, each of which real documents do: `repeats` says what comes again on the pages it goes on over
("all": agency and scale too; "header"; "nothing"); `inside` puts title and scale into the grid; `page` is "landscape",
"portrait" or "rotated" (a portrait sheet with /Rotate 90, as wide sheets of Jiangsu).
"""

from __future__ import annotations

import base64
import html
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NOTICE = "本文件由明账据已公开数字重新排版，仅作示例，不是原件"
SOURCE = Path(__file__).with_name("source")
DEMO = Path(__file__).parents[2] / "disclosures" / "data" / "demo"
PLACES = Path(__file__).parents[1] / "parsing" / "samples"
HARDER = Path(__file__).with_name("variants")
VARIANTS = {
    "no_rules": "td { border: 0 none !important; }",
    "no_vertical_rules": "td { border-left: 0 none !important; border-right: 0 none !important; }",
    "rotated": "",
}
"""Harder ways to print the same: name → style that is added; every page of “rotated” stands on a portrait sheet."""
# A fixed date keeps the files the same when nothing changed.
TYPESET_ON = datetime(2026, 1, 1, tzinfo=UTC)
BODY_FACE, HEADING_FACE = "Noto Serif CJK SC", "Noto Sans CJK SC:bold"
A3_WIDTH = 1000
"""PDF points: only A3 pages are wider."""
TOTAL_ROW = re.compile(r"(合计|总计|小计)$")
# Tables up to this many rows stay on one page.
KEEP_TOGETHER = 12

Grid = list[list[str]]
Block = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Table:
    title: str
    context: list[str]
    widths: list[str]
    aligns: list[str]
    lead: Grid
    header: Grid
    rows: Grid
    notes: list[str]
    repeats: str = "all"
    inside: bool = False
    page: str = ""


def cells(grid: Grid) -> list[Cell]:
    """The cells of a grid with their spans, in reading order."""
    found: list[Cell] = []
    for i, row in enumerate(grid):
        for j, text in enumerate(row):
            if text in ("<", "^"):
                continue
            columns = 1
            while j + columns < len(row) and row[j + columns] == "<":
                columns += 1
            rows = 1
            while i + rows < len(grid) and grid[i + rows][j] == "^":
                rows += 1
            found.append(Cell(i, j, text, rows, columns))
    return found


def read_table(block: Block, forms: dict[str, Any], year: int) -> Table:
    form = forms[block["table"]]
    header = [[text.replace("{year}", str(year)) for text in row] for row in form["header"]]
    if label := block.get("column_label"):  # some originals misprint 栏次
        header[-1][0] = label
    widths, aligns = zip(*form["columns"], strict=True)
    notes = block.get("note", [])
    table = Table(
        title=block.get("title", ""),
        context=block.get("context", []),
        widths=list(widths),
        aligns=list(aligns),
        lead=block.get("lead", []),
        header=header,
        rows=block["rows"],
        notes=[notes] if isinstance(notes, str) else notes,
        repeats=block.get("repeats", "all"),
        inside=block.get("inside", False),
        page=block.get("page", ""),
    )
    for row in [*table.lead, *table.header, *table.rows]:
        if len(row) != len(widths):
            raise ValueError(f"{table.title}: {len(row)} cells in a table of {len(widths)} columns: {row}")
    return table


def title_row(table: Table) -> list[str]:
    """Title, agency and scale as one merged cell, the way some places print them inside the grid."""
    return [f"{table.title}\n{'　　　　'.join(table.context)}", *["<"] * (len(table.widths) - 1)]


def is_total(row: list[str]) -> bool:
    return any(TOTAL_ROW.search(re.sub(r"\s", "", text)) for text in row)


# --- PDF -----------------------------------------------------------------------------------------------------------

STYLE = """
@page { size: A4 landscape; margin: 13mm 16mm 16mm;
  @bottom-left { content: "%(notice)s"; font: 7.5pt body; color: #777; }
  @bottom-right { content: counter(page); font: 8pt body; color: #555; } }
@page portrait { size: A4 portrait }
@page landscape { size: A4 landscape }
@page rotated { size: A3 landscape }
.portrait { page: portrait } .landscape { page: landscape } .rotated { page: rotated }
@font-face { font-family: body; src: url(data:font/ttf;base64,%(body)s); }
@font-face { font-family: heading; src: url(data:font/ttf;base64,%(heading)s); }
html { font: 10.5pt/1.5 body; color: #111; }
body { margin: 0; }
h1, h2, h3, .title { font-family: heading; font-weight: normal; break-after: avoid; margin: 0; }
h1 { font-size: 15pt; margin: 0 0 3mm; }
h2 { font-size: 12pt; margin: 3mm 0 0.6mm; }
h3 { font-size: 10.5pt; margin: 2.5mm 0 0.8mm; }
p { margin: 0 0 1mm; text-indent: 2em; text-align: justify; }
p.note { font-size: 9pt; text-indent: 0; margin: 1mm 0 0; }
.cover { break-after: page; text-align: center; padding-top: 42mm; }
.cover .line { font: 22pt/1.8 heading; text-indent: 0; text-align: center; margin: 0; }
.cover .about { font: 11pt/2 body; text-indent: 0; text-align: center; margin: 0; color: #333; }
.cover .notice { margin-top: 30mm; color: #9b2c1d; font-family: heading; }
.break { break-before: page; }
.table { margin: 0 0 3mm; }
.keep { break-inside: avoid; }
.title { font-size: 14pt; line-height: 1.3; text-align: center; margin: 0 0 1mm; }
table { width: calc(100%% - 2px); margin: 0 1px; border-collapse: collapse; table-layout: fixed; }
table { font-size: 9pt; line-height: 1.3; }
td { border: 1px solid #222; padding: 0.55mm 1.2mm; vertical-align: middle; overflow-wrap: anywhere; }
td { white-space: pre-line; text-wrap: pretty; }
tr { break-inside: avoid; height: 4.6mm; }
thead.once { display: table-row-group; }
thead td { text-align: center; font-family: heading; font-size: 8.5pt; }
thead tr.context td { border: 0 none; border-bottom: 1px solid #222; padding: 0 0 0.8mm; font: 9pt body; }
div.context { font-size: 9pt; margin: 0 0 0.8mm; break-after: avoid; }
tr.context div, div.context { display: flex; justify-content: space-between; }
table.lead { break-after: avoid; margin-bottom: -1px; }
tr.total td { font-family: heading; }
.left { text-align: left; } .center { text-align: center; } .right { text-align: right; }
.end { break-before: avoid; margin-top: 6mm; font-size: 9pt; text-indent: 0; color: #9b2c1d; }
"""


def html_rows(grid: Grid, aligns: list[str], header: bool = False) -> Iterator[str]:
    by_row: dict[int, list[Cell]] = {}
    for cell in cells(grid):
        by_row.setdefault(cell.row, []).append(cell)
    for i, row in enumerate(grid):
        out = ""
        for cell in by_row.get(i, []):
            spans = f' rowspan="{cell.rows}"' * (cell.rows > 1) + f' colspan="{cell.columns}"' * (
                cell.columns > 1
            )
            align = "center" if header else "left" if cell.columns > 1 else aligns[cell.column]
            text = html.escape(cell.text).replace("\n", "<br>")
            out += f'<td{spans} class="{align}">{text}</td>'
        yield f'<tr class="total">{out}</tr>' if not header and is_total(row) else f"<tr>{out}</tr>"


def html_table(table: Table, page_break: bool) -> str:
    columns = "<colgroup>" + "".join(f'<col style="width:{width}">' for width in table.widths) + "</colgroup>"
    context, header_rows = "", table.header
    parts = [
        f'<div class="title">{html.escape(table.title)}</div>' if table.title and not table.inside else ""
    ]
    if table.inside:
        header_rows = [title_row(table), *header_rows]
    elif table.context:
        spread = "".join(f"<span>{html.escape(part)}</span>" for part in table.context)
        if table.repeats == "all":
            context = f'<tr class="context"><td colspan="{len(table.widths)}"><div>{spread}</div></td></tr>'
        else:
            parts.append(f'<div class="context">{spread}</div>')
    if table.lead:
        lead = "".join(html_rows(table.lead, table.aligns))
        parts.append(f'<table class="lead">{columns}<tbody>{lead}</tbody></table>')
    header = "".join(html_rows(header_rows, table.aligns, header=True))
    once = ' class="once"' if table.repeats == "nothing" else ""
    parts.append(f"<table>{columns}<thead{once}>{context}{header}</thead>")
    parts.append(f"<tbody>{''.join(html_rows(table.rows, table.aligns))}</tbody></table>")
    parts += [f'<p class="note">{html.escape(note)}</p>' for note in table.notes]
    keep = " keep" if len(table.rows) <= KEEP_TOGETHER else ""
    page = f" {table.page}" if table.page else ""
    return f'<div class="table{keep}{page}{" break" if page_break else ""}">{"".join(parts)}</div>'


def html_body(document: dict[str, Any], forms: dict[str, Any]) -> str:
    out: list[str] = []
    for block in document["blocks"]:
        page_break = bool(block.get("break"))
        css = ' class="break"' if page_break else ""
        if "cover" in block:
            lines = "".join(f'<p class="line">{html.escape(line)}</p>' for line in block["cover"])
            out.append(
                f'<div class="cover">{lines}<p class="about notice">{NOTICE}</p>'
                f'<p class="about">数字取自{html.escape(document["publisher"])}公开的{document.get("discloses", "预算")}，文字从略</p></div>'
            )
        elif "heading" in block:
            tag = f"h{block['level']}"
            out.append(f"<{tag}{css}>{html.escape(block['heading'])}</{tag}>")
        elif "paragraph" in block:
            out.append(f"<p{css}>{html.escape(block['paragraph'])}</p>")
        else:
            out.append(html_table(read_table(block, forms, document["fiscal_year"]), page_break))
    out.append(f'<p class="end">{NOTICE}。</p>')
    # The cover ends its page itself; a second break would leave an empty one.
    body = "\n".join(out).replace('</div>\n<p class="break">', "</div>\n<p>", 1)
    return f'<div class="{document.get("page", "landscape")}">{body}</div>'


def subset_font(face: str, text: str) -> str:
    """The glyphs of `text` as TrueType in base64: from the OpenType original Chromium would make bulky Type 3 fonts."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont, newTable

    match = subprocess.run(
        ["fc-match", "-f", "%{file}\n%{index}", face], check=True, capture_output=True, text=True
    )
    path, index = match.stdout.split("\n")
    if "CJK" not in path:
        raise SystemExit(f"font not found: {face} (apt install fonts-noto-cjk)")
    font = TTFont(path, fontNumber=int(index))
    subsetter = Subsetter(Options(layout_features=[], hinting=False, notdef_outline=True))
    subsetter.populate(text=text)
    subsetter.subset(font)

    glyphs = font.getGlyphSet()
    quadratic = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        quadratic[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder = font.getGlyphOrder()
    glyf.glyphs = quadratic
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    limits = (
        "maxZones maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements "
        "maxSizeOfInstructions maxComponentElements maxComponentDepth maxPoints maxContours "
        "maxCompositePoints maxCompositeContours"
    )
    for limit in limits.split():
        setattr(maxp, limit, 1 if limit == "maxZones" else 0)
    for tag in ("CFF ", "VORG", "vhea", "vmtx", "BASE", "GPOS", "GSUB"):
        if tag in font:
            del font[tag]
    font["post"].formatType = 3
    font.sfntVersion = "\x00\x01\x00\x00"
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    out = io.BytesIO()
    font.save(out)
    return base64.b64encode(out.getvalue()).decode()


def write_pdf(document: dict[str, Any], forms: dict[str, Any], path: Path, variant: str = "") -> None:
    body = html_body(document, forms)
    letters = "".join(sorted(set(html.unescape(body) + NOTICE + "0123456789")))
    style = STYLE % {
        "notice": NOTICE,
        "body": subset_font(BODY_FACE, letters),
        "heading": subset_font(HEADING_FACE, letters),
    }
    style += VARIANTS.get(variant, "")
    page = (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{html.escape(document["title"])}'
        f"（明账示例）</title><style>{style}</style></head><body>{body}</body></html>"
    )
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        raise SystemExit("Chromium not found")
    flags = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync --no-pdf-header-footer --disable-pdf-tagging"
    )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.html")
        source.write_text(page, encoding="utf-8")
        printed = Path(folder, "page.pdf")
        command = [chromium, *flags.split(), f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}"]
        subprocess.run([*command, source.as_uri()], check=True, capture_output=True, timeout=180)
        data = turn_pages(printed.read_bytes(), 0 if variant == "rotated" else A3_WIDTH)
    # Same length, so that the offsets of the file stay right.
    date = TYPESET_ON.strftime("(D:%Y%m%d%H%M%S+00'00')").encode()
    path.write_bytes(re.sub(rb"\(D:\d{14}\+00'00'\)", lambda _: date, data))


def turn_pages(data: bytes, wider_than: float) -> bytes:
    """Wide pages as portrait sheets that /Rotate 90 shows upright; the content is turned the other way."""
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    pdf = pdfium.PdfDocument(data)
    wide = [page for page in pdf if page.get_width() > wider_than]
    if not wide:
        return data
    for page in wide:
        width, height = page.get_size()
        raw.FPDFPage_TransFormWithClip(page.raw, raw.FS_MATRIX(0, 1, -1, 0, height, 0), None)
        page.set_mediabox(0, 0, height, width)
        page.set_rotation(90)
    out = io.BytesIO()
    pdf.save(out)
    # pdfium draws the identifier of the file anew each time.
    return re.sub(rb"(?<=/ID\[)<\w{32}><\w{32}>", b"<%b>" % (b"0" * 32) * 2, out.getvalue())


# --- DOCX ----------------------------------------------------------------------------------------------------------


def context_row(parts: list[str], columns: int) -> list[str]:
    """Agency, year and unit as one merged row, the way Word exports print them inside the table."""
    shown = [part for part in parts if part]
    row = ["<"] * columns
    starts = {1: [0], 2: [0, columns * 2 // 3], 3: [0, (columns + 1) // 3, columns - max(1, columns // 3)]}[
        len(shown)
    ]
    for start, part in zip(starts, shown, strict=True):
        row[start] = part
    return row


def write_docx(document: dict[str, Any], forms: dict[str, Any], path: Path) -> None:
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    word = Document()
    aligned = {
        "left": WD_ALIGN_PARAGRAPH.LEFT,
        "center": WD_ALIGN_PARAGRAPH.CENTER,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
    }
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin, section.bottom_margin = Mm(14), Mm(17)
    body_width = Mm(297 - 32)

    def set_face(run_properties: Any, name: str) -> None:
        fonts = run_properties.get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(script), name)

    for style_name, face, size in (
        ("Normal", "宋体", 10.5),
        ("Title", "黑体", 22),
        ("Heading 1", "黑体", 15),
        ("Heading 2", "黑体", 12),
        ("Heading 3", "黑体", 10.5),
        ("Caption", "黑体", 14),
    ):
        style = word.styles[style_name]
        set_face(style.element.get_or_add_rPr(), face)
        style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
        style.font.color.rgb = RGBColor(0x11, 0x11, 0x11)
        style.paragraph_format.space_after = Pt(3)
        if style_name != "Normal":
            style.paragraph_format.space_before = Pt(6)
            style.paragraph_format.keep_with_next = True
    for border in word.styles["Title"].element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)

    def paragraph(text: str, style: str = "Normal", align: str = "left", page_break: bool = False) -> Any:
        new = word.add_paragraph(text, style)
        new.alignment = aligned[align]
        new.paragraph_format.page_break_before = page_break
        return new

    def notice(where: Any, align: str = "left") -> None:
        where.alignment = aligned[align]
        run = where.add_run(NOTICE)
        run.font.color.rgb = RGBColor(0x9B, 0x2C, 0x1D)

    def add_table(table: Table, page_break: bool) -> None:
        columns = len(table.widths)
        if table.inside:
            head = [title_row(table)]
        else:
            if table.title:
                paragraph(table.title, "Caption", "center", page_break)
            head = [context_row(table.context, columns)] if any(table.context) else []
        top = [*head, *table.lead, *table.header]
        grid = [*top, *table.rows]
        bold_rows = {i for i, row in enumerate(grid) if i >= len(top) and is_total(row)}
        body = word.add_table(len(grid), columns, "Table Grid")
        body.autofit = False
        widths = [int(body_width * float(width.rstrip("%")) / 100) for width in table.widths]
        for column, width in zip(body.columns, widths, strict=True):
            column.width = width
        slots = [list(row.cells) for row in body.rows]
        for cell in cells(grid):
            slot = slots[cell.row][cell.column]
            if cell.rows > 1 or cell.columns > 1:
                slot = slot.merge(slots[cell.row + cell.rows - 1][cell.column + cell.columns - 1])
            slot.width = sum(widths[cell.column : cell.column + cell.columns])
            in_head, in_header = cell.row < len(head), len(top) - len(table.header) <= cell.row < len(top)
            align = "center" if in_header else "left" if cell.columns > 1 else table.aligns[cell.column]
            if in_head and cell.column + cell.columns == columns:
                align = "right"
            slot.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            line = slot.paragraphs[0]
            line.alignment = aligned[align]
            line.paragraph_format.space_after = Pt(0)
            run = line.add_run(cell.text)
            run.font.size = Pt(9)
            run.font.bold = in_header or cell.row in bold_rows
            if in_head:
                borders = OxmlElement("w:tcBorders")
                for edge in ("top", "left", "right"):
                    none = OxmlElement(f"w:{edge}")
                    none.set(qn("w:val"), "nil")
                    borders.append(none)
                slot._tc.get_or_add_tcPr().find(qn("w:vAlign")).addprevious(borders)
        for i, row in enumerate(body.rows):
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            # Word repeats header rows only from the first row on, so the lead rows of a target form repeat with them.
            if i < len(top):
                properties.append(OxmlElement("w:tblHeader"))
        for note in table.notes:
            paragraph(note)
        if not table.notes:
            paragraph("")

    for block in document["blocks"]:
        page_break = bool(block.get("break"))
        if "cover" in block:
            for i, line in enumerate(block["cover"]):
                title = paragraph(line, "Title", "center")
                title.paragraph_format.space_before = Pt(0 if i else 120)
            space = paragraph("")
            space.paragraph_format.space_before = Pt(80)
            notice(paragraph(""), "center")
            paragraph(
                f"数字取自{document['publisher']}公开的{document.get('discloses', '预算')}，文字从略",
                align="center",
            )
        elif "heading" in block:
            paragraph(block["heading"], f"Heading {block['level']}", page_break=page_break)
        elif "paragraph" in block:
            text = paragraph(block["paragraph"], page_break=page_break)
            text.paragraph_format.first_line_indent = Pt(21)
        else:
            add_table(read_table(block, forms, document["fiscal_year"]), page_break)
    notice(paragraph(""))
    notice(section.footer.paragraphs[0])

    properties = word.core_properties
    properties.title, properties.author, properties.comments = (
        f"{document['title']}（明账示例）",
        "明账",
        NOTICE,
    )
    properties.created = properties.modified = TYPESET_ON.replace(tzinfo=None)
    properties.last_modified_by, properties.revision = "明账", 1
    packed = io.BytesIO()
    word.save(packed)
    # python-docx stamps the members with the time of writing.
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            fixed = zipfile.ZipInfo(member.filename, TYPESET_ON.timetuple()[:6])
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, old.read(member))


def read_forms(document: dict[str, Any]) -> dict[str, Any]:
    """The forms of tables that a document uses: those of all, and its own."""
    shared: dict[str, Any] = json.loads((SOURCE / "forms.json").read_text(encoding="utf-8"))
    return shared | document.get("forms", {})


def read_sources() -> list[dict[str, Any]]:
    paths = sorted(path for path in SOURCE.glob("*.json") if path.name != "forms.json")
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def target(document: dict[str, Any]) -> Path:
    """Where a document goes: the demonstration, or the samples of its place."""
    place = document.get("place")
    return (PLACES / place if place else DEMO) / document["output"]


def variants(document: dict[str, Any]) -> dict[str, Path]:
    """The harder prints of a document, by name."""
    stem = Path(document["output"]).stem
    return {name: HARDER / f"{stem}-{name}.pdf" for name in document.get("variants", [])}


def write_readme(documents: list[dict[str, Any]], folder: Path) -> None:
    lines = [
        "# 示例文件",
        "",
        f"{NOTICE}。Sample documents, typeset by this project from published figures; not the originals.",
        "",
        "数字、科目、绩效指标、政府采购和资产表按各单位公开的预决算逐格录入，原文中前后不一致的数字也照样保留；"
        "职责、目标、名词解释等文字从略，情况说明只保留含金额的语句。",
        "",
        "| 文件 | 公开单位 | 内容 |",
        "|---|---|---|",
        *(f"| `{target(d).relative_to(folder)}` | {d['publisher']} | {d['covers']} |" for d in documents),
        "",
        "由 `python tests/samples/typeset.py` 从 `tests/samples/source/` 生成；改动内容请改源文件后重新生成。"
        "PDF 内嵌思源宋体、思源黑体（Noto CJK，SIL OFL 1.1）的子集。",
        "",
    ]
    (folder / "README.md").write_text("\n".join(lines), encoding="utf-8")


def main(names: list[str]) -> None:
    documents = read_sources()
    for document in documents:
        path = target(document)
        if names and path.stem not in names:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        write = write_pdf if path.suffix == ".pdf" else write_docx
        write(document, read_forms(document), path)
        for name, harder in variants(document).items():
            HARDER.mkdir(exist_ok=True)
            write_pdf(document, read_forms(document), harder, name)
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} KB")
    write_readme([document for document in documents if "place" not in document], DEMO)
    write_readme([document for document in documents if "place" in document], PLACES)


if __name__ == "__main__":
    main(sys.argv[1:])
