"""PDF pages drawn operator by operator, for what no typesetter would make on purpose.

All lengths are points from the top left corner of an A4 sheet that lies. Chinese is set in a font that every viewer
replaces, a full em wide; the rest in Helvetica.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

WIDTH, HEIGHT = 842, 595
NARROW = frozenset(".,()- ")


def width(text: str, size: float = 9) -> float:
    return size * sum(0.278 if c in NARROW else 0.556 if c.isascii() else 1.0 for c in text)


def text(x: float, y: float, words: str, size: float = 9, mode: int = 0) -> str:
    """Words whose line of type is at `y`, each change of font a run of its own."""
    parts: list[str] = []
    for char in words:
        if parts and parts[-1][-1].isascii() == char.isascii():
            parts[-1] += char
        else:
            parts.append(char)
    shown = []
    for part in parts:
        if part.isascii():
            escaped = part.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            shown.append(f"/F2 {size} Tf ({escaped}) Tj")
        else:
            shown.append(f"/F1 {size} Tf <{part.encode('utf-16-be').hex()}> Tj")
    return f"BT {mode} Tr 1 0 0 1 {x:.2f} {HEIGHT - y:.2f} Tm {' '.join(shown)} ET"


def right(x: float, y: float, words: str, size: float = 9) -> str:
    """Words that end at `x`."""
    return text(x - width(words, size), y, words, size)


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"0.5 w {x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S"


def area(x0: float, y0: float, x1: float, y1: float, colour: str = "0.9 g") -> str:
    return f"q {colour} {x0} {HEIGHT - y1} {x1 - x0} {y1 - y0} re f Q"


def rows(xs: Sequence[float], y: float, step: float, cells: Sequence[Sequence[str]]) -> str:
    """A table without rules: the first row centred, names to the left of their columns, amounts to the right."""
    drawn = []
    for number, row in enumerate(cells):
        for column, words in enumerate(row):
            left, end, base = xs[column], xs[column + 1], y + step * number + 12
            if number == 0:
                drawn.append(text((left + end - width(words)) / 2, base, words))
            elif words[:1].isdigit() and column > 1:
                drawn.append(right(end - 4, base, words))
            else:
                drawn.append(text(left + 4, base, words))
    return "\n".join(drawn)


def grid(xs: Sequence[float], ys: Sequence[float]) -> str:
    across = [line(xs[0], y, xs[-1], y) for y in ys]
    return "\n".join(across + [line(x, ys[0], x, ys[-1]) for x in xs])


def pdf(
    path: Path,
    *pages: str,
    catalog: str = "",
    page: str = "",
    resources: str = "",
    fonts: str = "",
    objects: Sequence[str] = (),
) -> Path:
    """A PDF of these contents. `objects` are numbered from 20; `catalog`, `page`, `resources` and `fonts` add entries."""
    numbered = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        3: "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        4: "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
        5: "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        " /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        6: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        **{20 + number: written for number, written in enumerate(objects)},
    }
    kids = []
    for number, content in enumerate(pages):
        own = 100 + 2 * number
        kids.append(f"{own} 0 R")
        numbered[own] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {own + 1} 0 R {page}"
            f" /Resources << /Font << /F1 3 0 R /F2 6 0 R {fonts} >> {resources} >> >>"
        )
        numbered[own + 1] = stream(content)
    numbered[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>"
    content, places = b"%PDF-1.7\n", {}
    for number in sorted(numbered):
        places[number] = len(content)
        content += f"{number} 0 obj\n{numbered[number]}\nendobj\n".encode("latin-1")
    start, last = len(content), max(numbered) + 1
    table = ["0000000000 65535 f \n"]
    table += [
        f"{places[n]:010} 00000 n \n" if n in places else "0000000000 65535 f \n" for n in range(1, last)
    ]
    content += f"xref\n0 {last}\n{''.join(table)}trailer\n<< /Size {last} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    path.write_bytes(content)
    return path


def stream(content: str, entries: str = "") -> str:
    return f"<< /Length {len(content)} {entries} >>\nstream\n{content}\nendstream"
