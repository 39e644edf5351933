"""Twelve files for a clerk: the demo files, and Word files made of one of them under other names."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

DEMO = Path(__file__).resolve().parents[2] / "disclosures" / "data" / "demo"
WORD = "word/document.xml"
NAME, PLACE = "工业和信息化局", "保定市莲池区"
NAMES = ("教育局", "民政局", "审计局", "林业局", "水利局")


def made(folder: Path) -> list[Path]:
    """The files, in the order in which they are uploaded; the last two leave something to a person.

    One prints a sum that its rows do not make, one does not say of which place it is.
    """
    source = DEMO / "lianchi-2023-department.docx"
    files = sorted(path for path in DEMO.iterdir() if path.suffix in (".pdf", ".docx"))
    files += [
        word(source, folder / f"{name}.docx", renamed(name, code))
        for code, name in enumerate(NAMES, start=501)
    ]
    files.append(misprinted(source, folder / "统计局.docx", renamed("统计局", 601)))
    files.append(word(source, folder / "不知何处.docx", renamed("街道办事处", 602) | {PLACE: ""}))
    return files


def renamed(name: str, code: int) -> dict[str, str]:
    """Another body of the same place, with a code of its own, as every body has."""
    return {f"304001{PLACE}": f"{code}001{PLACE}", f"304{PLACE}": f"{code}{PLACE}", NAME: name}


def word(source: Path, target: Path, words: dict[str, str]) -> Path:
    """A copy of a Word file with other words."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == WORD:
                text = content.decode()
                for former, other in words.items():
                    text = text.replace(former, other)
                content = text.encode()
            new.writestr(name, content)
    return target


def misprinted(source: Path, target: Path, words: dict[str, str]) -> Path:
    """A copy whose first 支出总表 prints 教育支出 117.50 as 171.50."""
    found = re.search(
        r"支出总表(?:(?!支出总表).)*?>教育支出</w:t>.*?>117\.50<",
        zipfile.ZipFile(source).read(WORD).decode(),
        re.DOTALL,
    )
    assert found
    return word(source, target, {found[0]: found[0][: -len("117.50<")] + "171.50<", **words})
