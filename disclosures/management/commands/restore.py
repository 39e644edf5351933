from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.operations.archive import ArchiveError
from disclosures.operations.restore import examine, restore


class Command(BaseCommand):
    help = "用备份恢复数据库与上传的文件：先核对备份，然后全部恢复或什么都不改。请先停止网站与后台任务。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="替换现有的一切（否则只恢复到空的数据库）")
        parser.add_argument(
            "--check", action="store_true", help="只核对备份是否完好、这个程序能不能恢复它，不恢复"
        )

    def handle(self, *args: Any, file: Path, replace: bool, check: bool, **options: Any) -> None:
        try:
            made = examine(file) if check else restore(file, replace=replace)
        except (ArchiveError, OSError) as error:
            raise CommandError(f"{'不能恢复' if check else '没有恢复'}：{error}") from error
        rows = sum(part.rows for part in made.tables)
        self.stdout.write(
            f"{'备份完好，可以恢复' if check else '已恢复'}：{made.made_at} 的 {rows:,} 行、{len(made.files)} 个文件，逐项核对无误。"
        )
        for name in made.missing:
            self.stderr.write(f"备份时就缺少文件 {name}")
