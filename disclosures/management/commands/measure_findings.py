from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from disclosures.management.reading import FileReading, readings
from disclosures.presenting.quality import share_rounded_down
from disclosures.reconciliation import CATALOGUE, Result, State, quality, reconcile
from disclosures.reconciliation.quality import Judgement, Quality, Said

FOLDERS = ("hebei", "shanghai", "jiangsu", "cities", "forms")
"""Of the shared documents, those whose differences people judged."""


class Command(BaseCommand):
    help = (
        "读取项目旁边的 ../shared/documents，核对，与逐条判断过的不一致（tests/reconciliation/judged）对照："
        "每项核对报了多少、对多少、该找的找到多少；写入 disclosures/data/checks.json。给出 NAME 时只读这些文件，不写。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="文件名，如 court-2017-whole.pdf")
        parser.add_argument("--unjudged", action="store_true", help="逐条列出没有判断过的和没有找到的")

    def handle(self, *args: Any, names: list[str], unjudged: bool, **options: Any) -> None:
        base = Path(settings.BASE_DIR)
        documents = base.parent / "shared" / "documents"
        if not documents.exists():
            self.stdout.write("没有 ../shared/documents：跳过，disclosures/data/checks.json 不变。")
            return
        paths = chosen(documents, names)
        found = list(differences(paths))
        known = [one for one in judgements(base) if one.said.file in {path.name for path in paths}]
        rows = quality.measured((said for said, _ in found), known, (check.id for check in CATALOGUE))
        for row in rows:
            if row.reported or row.certain:
                self.stdout.write(in_words(row))
        public = [row for row in rows if not row.is_withheld]
        self.stdout.write(in_words(quality.total(rows)) + "全部")
        self.stdout.write(in_words(quality.total(public)) + "公开的")
        if unjudged:
            self.list(found, known)
        if not names:
            quality.PUBLISHED.write_text(quality.as_text(rows, len(paths)), encoding="utf-8")

    def list(self, found: Sequence[tuple[Said, Result]], known: Sequence[Judgement]) -> None:
        """What nobody judged, as lines to be judged; then what is missed."""
        judged = {one.said for one in known}
        for said, result in found:
            if said not in judged:
                self.stdout.write(json.dumps(line(said, result), ensure_ascii=False))
        reported = {said for said, _ in found}
        for one in known:
            if one.is_certain and one.said not in reported:
                self.stdout.write(f"没有找到  {' '.join(one.said)}")


def chosen(documents: Path, names: Sequence[str]) -> list[Path]:
    everything = sorted(path for folder in FOLDERS for path in (documents / folder).iterdir())
    unknown = set(names) - {path.name for path in everything}
    if unknown:
        raise CommandError(f"没有这个文件：{'、'.join(sorted(unknown))}", returncode=2)
    return [path for path in everything if not names or path.name in names]


def differences(paths: Sequence[Path]) -> Iterator[tuple[Said, Result]]:
    """What differs in each of the files, those of a folder checked together."""
    for together in rounds(paths):
        read = [one for one in readings(together) if one.document]
        yield from _of(read)


def _of(read: Sequence[FileReading]) -> Iterator[tuple[Said, Result]]:
    own = [(one.name, disclosure) for one in read if one.document for disclosure in one.document.disclosures]
    for (name, _), results in zip(own, reconcile([disclosure for _, disclosure in own]), strict=True):
        for result in results:
            if result.state is State.DIFFERS:
                yield Said.of(name, result), result


def rounds(paths: Sequence[Path]) -> list[list[Path]]:
    """The files by folder; a document in another form is no neighbour of itself, and comes in another round."""
    found: defaultdict[tuple[str, int], list[Path]] = defaultdict(list)
    forms: Counter[tuple[Path, str]] = Counter()
    for path in paths:
        found[path.parent.name, forms[path.parent, path.stem]].append(path)
        forms[path.parent, path.stem] += 1
    return list(found.values())


def judgements(base: Path) -> Iterator[Judgement]:
    """The judged lists. They are part of the repository, not of an installation."""
    folder = base / "tests" / "reconciliation" / "judged"
    if not folder.exists():
        raise CommandError("要用源代码仓库里的判断（tests/reconciliation/judged），这里没有")
    for path in sorted(folder.glob("*.jsonl")):
        for text in path.read_text(encoding="utf-8").splitlines():
            yield from judged(json.loads(text))


def judged(row: dict[str, Any]) -> Iterator[Judgement]:
    """The judgement of a line, once for each of the files that it is of."""
    words = (row["printed"] or row["of"])[: quality.WORDS]
    for file in row["files"]:
        yield Judgement(Said(file, row["check"], words), row["verdict"] == "true", "proven" in row)


def line(said: Said, result: Result) -> dict[str, Any]:
    """A difference as a line of the judged lists; a person fills in the verdict and why."""
    sides = [side for side in (result.left, result.right) if side]
    pages = {place.page for side in sides for place in side.places if place.page is not None}
    return {
        "files": [said.file],
        "check": result.check,
        "pages": sorted(pages),
        "of": result.left.label,
        "printed": result.left.printed[: quality.WORDS],
        "difference": None if result.difference is None else str(result.difference),
        "verdict": "",
        "why": result.message,
    }


def in_words(row: Quality) -> str:
    precision, recall = share_rounded_down(row.right, row.judged), share_rounded_down(row.found, row.certain)
    withheld = "  不公开" if row.is_withheld else ""
    return (
        f"{row.check:<48} 报 {row.reported:>4}  对 {row.right:>4}  错 {row.wrong:>3}  未判 {row.unjudged:>3}"
        f"  查准 {precision:>7}  该找 {row.certain:>3}  找到 {row.found:>3}  查全 {recall:>7}{withheld}"
    )
