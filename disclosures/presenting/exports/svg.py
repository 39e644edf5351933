"""A chart of a page as an SVG file of its own: fixed width, the rules it needs inside, title, key and source drawn."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from pathlib import Path
from xml.etree import ElementTree  # nosec B405 # reads what our own template wrote

from django.contrib.staticfiles import finders

from disclosures.presenting.charts.labels import LINE, lines, width

WIDTH = 760
MARGIN = 24
ROOM = WIDTH - 2 * MARGIN
FONT = '"PingFang SC","Hiragino Sans GB","Noto Sans CJK SC","Microsoft YaHei",sans-serif'

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_MARK = re.compile(
    r"^(\.chart )?(text|\.(?:f\d|ln|dot|l|m|e|c|on\d|axis|grid|brk|halo|tile|band|hatch|rules|grain)(?:\.\w+)*)$"
)


def svg_file(figure: str, page: str, address: str, taken: str) -> bytes:
    """The chart of a rendered `figure.chart` (our own template) as a file. `page` is the title of its page, which says
    whose figures they are; `taken` says when it was taken from where."""
    root = ElementTree.fromstring(figure)  # nosec B314 # what our own template wrote
    for mark in list(root.iter("g")):
        for group in mark.findall("g[@class='narrow']"):
            mark.remove(group)  # the file is wide
    caption = root.find("figcaption")
    chart = next(svg for svg in root.iter("svg") if svg.get("role") == "img")
    assert caption is not None
    small = caption.find("small")
    title, unit = (caption.text or "").strip(), (small.text or "").strip() if small is not None else ""
    titles = [(32 + i * 20, text, "l") for i, text in enumerate((*lines(page, ROOM), *lines(title, ROOM)))]
    below = titles[-1][0] + 20
    titles += [(below + i * LINE, text, "m") for i, text in enumerate(lines(unit, ROOM, 12) if unit else ())]
    key, top = _key(root, titles[-1][0] + 18)
    inner = "".join(ElementTree.tostring(mark, encoding="unicode") for mark in chart)
    height = int(float(chart.get("height", "0")))
    remarks = [
        lines("".join(p.itertext()).strip(), ROOM, 12) for p in root.findall("p") if p.get("class") != "key"
    ]
    words = [line for remark in (*remarks, lines(f"明账，{taken}，{address}", ROOM, 12)) for line in remark]
    foot = top + height + 28
    texts = titles + [(foot + i * LINE, text, "m") for i, text in enumerate(words)]
    bottom = texts[-1][0] + 14
    written = "".join(
        f'<text class="{css}" x="{MARGIN}" y="{y}">{escape(text)}</text>' for y, text, css in texts
    )
    out = f"""<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{bottom}" viewBox="0 0 {WIDTH} {bottom}">
<desc>{escape(address)}</desc>
<style>{_rules()}</style>
<rect width="100%" height="100%" fill="#fff"/>
{written}
{key}
<svg x="{MARGIN}" y="{top}" width="{ROOM}" height="{height}" overflow="visible">{inner}</svg>
</svg>
"""
    return out.encode()


def _key(root: ElementTree.Element, top: int) -> tuple[str, int]:
    """The key as marks and words in lines, and where the chart begins below it."""
    out: list[str] = []
    x, y = float(MARGIN), top
    for entry in root.findall("p[@class='key']/span"):
        marks = entry.findall("svg/rect")
        name = "".join(entry.itertext()).strip()
        wide = 34 + width(name)
        if x > MARGIN and x + wide > WIDTH - MARGIN:
            x, y = float(MARGIN), y + 22
        for mark in marks:
            paint = " ".join(
                f'{name}="{escape(value)}"' for name, value in mark.items() if name in ("class", "fill")
            )
            out.append(f'<rect {paint} x="{x:.0f}" y="{y}" width="11" height="11"/>')
        out.append(f'<text x="{x + 17:.0f}" y="{y + 10}">{escape(name)}</text>')
        x += wide
    return "".join(out), y + 34 if out else top


@lru_cache(maxsize=1)
def _rules() -> str:
    """The rules of the stylesheet that charts use, on light paper, with its tokens written out."""
    found = finders.find("site.css")
    css = re.sub(r"/\*.*?\*/", "", Path(str(found)).read_text("utf-8"), flags=re.DOTALL)
    tokens = dict(re.findall(r"--([\w-]+):\s*([^;}]+)", css[: css.index("@media")]))
    rules: list[str] = []
    for selectors, body in _RULE.findall(css[: css.index("@media print")]):
        wanted = [match[2] for part in selectors.split(",") if (match := _MARK.match(part.strip()))]
        if wanted:
            rules.append(f"{','.join(wanted)}{{{body.strip()}}}")
    text = re.sub(r"var\(--([\w-]+)\)", lambda match: tokens.get(match[1], "").strip(), "".join(rules))
    return text.replace(tokens["sans"].strip(), FONT)
