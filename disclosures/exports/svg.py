"""A chart of a page as an SVG file of its own: fixed width, the rules it needs inside, title, key and source drawn."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from django.contrib.staticfiles import finders

WIDTH = 760
MARGIN = 24
LONGEST = 96
"""Signs of the address that fit on the last line; the whole of it is in the description."""
FONT = '"PingFang SC","Hiragino Sans GB","Noto Sans CJK SC","Microsoft YaHei",sans-serif'

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_MARK = re.compile(r"^(\.chart )?(text|\.(?:f\d|ln|dot|l|m|e|c|on\d|axis|grid|brk)(?:\.\w+)*)$")


def svg_file(figure: str, address: str, taken: str) -> bytes:
    """The chart of a rendered `figure.chart` (our own template) as a file; `taken` says when it was taken from where."""
    root = ElementTree.fromstring(figure)
    caption = root.find("figcaption")
    chart = next(svg for svg in root.iter("svg") if svg.get("role") == "img")
    assert caption is not None
    small = caption.find("small")
    title, unit = (caption.text or "").strip(), (small.text or "").strip() if small is not None else ""
    key, top = _key(root, 70)
    inner = "".join(ElementTree.tostring(mark, encoding="unicode") for mark in chart)
    height = int(float(chart.get("height", "0")))
    bottom = top + height + 40
    out = f"""<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{bottom}" viewBox="0 0 {WIDTH} {bottom}">
<desc>{escape(address)}</desc>
<style>{_rules()}</style>
<rect width="100%" height="100%" fill="#fff"/>
<text class="l" x="{MARGIN}" y="32">{escape(title)}</text>
<text class="m" x="{MARGIN}" y="52">{escape(unit)}</text>
{key}
<svg x="{MARGIN}" y="{top}" width="{WIDTH - 2 * MARGIN}" height="{height}" overflow="visible">{inner}</svg>
<text class="m" x="{MARGIN}" y="{bottom - 12}">明账，{escape(taken)}，{escape(address[:LONGEST])}</text>
</svg>
"""
    return out.encode()


def _key(root: ElementTree.Element, top: int) -> tuple[str, int]:
    """The key as marks and words in lines, and where the chart begins below it."""
    out: list[str] = []
    x, y = float(MARGIN), top
    for entry in root.findall("p[@class='key']/span"):
        mark = entry.find("svg/rect")
        name = "".join(entry.itertext()).strip()
        wide = 34 + sum(13 if ord(sign) > 0x2E7F else 7.5 for sign in name)
        if x > MARGIN and x + wide > WIDTH - MARGIN:
            x, y = float(MARGIN), y + 22
        fill = mark.get("class", "") if mark is not None else ""
        out.append(
            f'<rect class="{fill}" x="{x:.0f}" y="{y}" width="11" height="11"/>'
            f'<text x="{x + 17:.0f}" y="{y + 10}">{escape(name)}</text>'
        )
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
