from __future__ import annotations

import os
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.lifecycle.ingestion.batch import DOUBTS, FileResult, Outcome, Summary, ingest_all
from disclosures.lifecycle.ingestion.sources import SourceFile, find
from disclosures.lifecycle.publication import publish
from disclosures.lifecycle.refusal import Refused
from disclosures.models import Disclosure, Document, Region
from disclosures.reading.originals import parse_limits
from disclosures.vocabulary import Stage

INTERRUPTED = 130
"""What a shell reports of a program that Ctrl-C ended."""
BAR = 24
NAMED = 3
"""How many of the files refused for one reason the summary names."""


class Command(BaseCommand):
    help = (
        "存入并读取文件、文件夹和 zip 压缩文件中的文件。已读取过的不再读取，中断后再执行一次就接着做；解析器更新后会重新读取。"
        "全部读出时退出码为 0，有文件被拒绝时为 1，参数错误时为 2，中断时为 130。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
        parser.add_argument("--region", metavar="CODE", help="行政区划代码；文件中的名称不能确定地区时使用")
        parser.add_argument("--year", type=int, help="年度；文件中没有写明时使用")
        parser.add_argument(
            "--stage", choices=[stage.value for stage in Stage], default="", help="预算或决算"
        )
        parser.add_argument("--publish", metavar="REASON", default="", help="全部读取后发布，并写明理由")
        parser.add_argument("--unfinished", action="store_true", help="重新读取中断的文件")
        parser.add_argument(
            "--processes",
            type=int,
            default=os.cpu_count() or 1,
            metavar="N",
            help="同时读取几个文件，默认与处理器数相同",
        )

    def handle(self, *args: Any, paths: list[Path], processes: int, **options: Any) -> None:
        items: list[SourceFile | Document] = [*find(self.checked(paths), parse_limits())]
        if options["unfinished"]:
            items += Document.objects.unfinished()
        elif not paths:
            raise CommandError("请给出文件或文件夹，或使用 --unfinished。", returncode=2)
        if processes < 1:
            raise CommandError("--processes 至少为 1。", returncode=2)
        said = {"region": self.region(options["region"]), "year": options["year"], "stage": options["stage"]}
        summary, interrupted = Summary(), False
        try:
            self.draw_bar(0, len(items))
            with closing(ingest_all(items, processes, **said)) as results:
                for result in results:
                    summary.results.append(result)
                    self.report(result)
                    self.draw_bar(len(summary.results), len(items))
            self.clear_line()
            if options["publish"]:
                self.publish(summary.documents(), options["publish"])
        except KeyboardInterrupt:
            self.clear_line()
            interrupted = True
        self.summarise(summary, len(items))
        if interrupted:
            raise CommandError("已中断。再执行一次同样的命令，就从这里接着做。", returncode=INTERRUPTED)
        if refused := len(summary.of(Outcome.REFUSED)):
            raise CommandError(f"{refused} 个文件未能读取。", returncode=1)

    def checked(self, paths: list[Path]) -> list[Path]:
        if missing := [str(path) for path in paths if not path.exists()]:
            raise CommandError(f"没有这个文件：{'、'.join(missing)}", returncode=2)
        return paths

    def region(self, code: str | None) -> Region | None:
        if code and not (found := Region.objects.filter(pk=code).first()):
            raise CommandError(f"没有行政区划代码 {code}。请先执行 load_classifications。", returncode=2)
        return found if code else None

    # --- what is said meanwhile --------------------------------------------------------------------------

    def report(self, result: FileResult) -> None:
        """A line a file; on a terminal, where a bar says how far it got, only for files that need a person."""
        self.clear_line()
        told = (Outcome.REFUSED, Outcome.LEFT_OUT)
        if not self.stdout.isatty() or result.outcome in told or result.needs_review:
            self.stdout.write(f"{result.place}：{self.words(result)}")

    def draw_bar(self, done: int, total: int) -> None:
        if self.stdout.isatty():
            filled = BAR * done // max(total, 1)
            self.stdout.write("━" * filled + "─" * (BAR - filled) + f" {done}/{total}", ending="")
            self.stdout.flush()

    def clear_line(self) -> None:
        if self.stdout.isatty():
            self.stdout.write("\r\x1b[2K", ending="")

    def words(self, result: FileResult) -> str:
        if result.outcome in (Outcome.REFUSED, Outcome.LEFT_OUT):
            return f"{result.outcome.value}。{result.message}"
        if result.outcome is Outcome.REPEATED:
            return f"重复，与“{result.document}”内容相同。"
        assert result.document is not None
        found = "、".join(map(str, result.document.disclosures.select_related("agency")))
        state = "，待确认机构或年度" if result.needs_review else ""
        return f"{result.outcome.value}{state}。{found}"

    # --- at the end --------------------------------------------------------------------------------------

    def summarise(self, summary: Summary, total: int) -> None:
        read, doubtful = summary.of(Outcome.READ), summary.doubtful()
        review = sum(result.needs_review for result in summary.results)
        lines = [
            f"共 {total} 个文件，处理了 {len(summary.results)} 个。",
            f"读取  {len(read)}",
            f"已有  {len(summary.of(Outcome.KNOWN))}",
            f"重复  {len(summary.of(Outcome.REPEATED))}",
            f"拒绝  {len(summary.of(Outcome.REFUSED))}",
        ]
        for outcome in (Outcome.ELSEWHERE, Outcome.LEFT_OUT):
            if results := summary.of(outcome):
                lines.append(f"{outcome.value}  {len(results)}")
        for code, results in summary.refused().items():
            names = "、".join(result.place for result in results[:NAMED])
            more = f" 等 {len(results)} 个" if len(results) > NAMED else ""
            lines.append(f"  {code}  {len(results)}  {results[0].message}（{names}{more}）")
        lines.append(f"待确认  {review}")
        lines.append(f"存疑  {len(doubtful)}")
        for code, meaning in DOUBTS.items():
            if count := sum(code in codes for codes in doubtful.values()):
                lines.append(f"  {code}  {count}  {meaning}")
        self.stdout.write("\n" + "\n".join(lines))

    def publish(self, documents: list[Document], reason: str) -> None:
        """After everything was read: by then files that belong together are together."""
        chosen = Disclosure.objects.filter(document__in=documents, part_of=None).select_related("agency")
        published = 0
        for disclosure in chosen.order_by("document_id", "position"):
            if not disclosure.is_citable:
                try:
                    publish(disclosure, None, reason)
                    published += 1
                except Refused as error:
                    self.stderr.write(f"{disclosure}：{error.message}")
        self.stdout.write(f"发布了 {published} 份公开信息。")
