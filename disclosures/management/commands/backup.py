from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.operations.archive import ArchiveError
from disclosures.operations.backup import backup


class Command(BaseCommand):
    help = "把数据库与上传的文件备份成一个文件，并读一遍核对。网站可以照常运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="写到哪里，如 backups/2026-11-21.zip")
        parser.add_argument("--incomplete", action="store_true", help="存储里缺少的文件记下来，备份其余的")

    def handle(self, *args: Any, file: Path, incomplete: bool, **options: Any) -> None:
        try:
            made = backup(file, incomplete=incomplete)
        except (ArchiveError, OSError) as error:
            raise CommandError(f"没有备份：{error}") from error
        rows = sum(part.rows for part in made.tables)
        self.stdout.write(
            f"{file}：{len(made.tables)} 张表 {rows:,} 行，{len(made.files)} 个文件，"
            f"共 {file.stat().st_size:,} 字节，已核对。"
        )
        for name in made.missing:
            self.stderr.write(f"缺少文件 {name}")
