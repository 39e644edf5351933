from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosures.lifecycle import public_log
from disclosures.models import PublicLogEntry


class Command(BaseCommand):
    help = "核对公开记录：每条与上一条是否接得上，与现在公布的是否一致，与以前保存的一份是否一致。有不符则以错误结束。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--kept", type=Path, metavar="文件", help="以前从 /log.jsonl 下载的一份，应是现在记录的开头"
        )
        parser.add_argument(
            "--complete",
            action="store_true",
            help="先补记已公布而没有记下的（从没有公开记录的版本升级后做一次）",
        )

    def handle(self, *args: Any, kept: Path | None, complete: bool, **options: Any) -> None:
        if complete:
            self.stdout.write(f"补记 {public_log.complete()} 条。")
        found = list(public_log.problems(_lines(kept) if kept else ()))
        for problem in found:
            self.stderr.write(problem)
        if found:
            raise CommandError(f"公开记录有 {len(found)} 处不符。请与备份比较，查明是谁在什么时候改的。")
        last = PublicLogEntry.objects.first()
        self.stdout.write(
            f"公开记录 {last.number} 条，全部接得上。最后一条的摘要：{last.digest}"
            if last
            else "公开记录还没有一条。"
        )


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"读不了 {path}：{error}。请给出从 /log.jsonl 下载的文件。") from None
