from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosures.lifecycle.totals import differences, rebuild


class Command(BaseCommand):
    help = "重新计算由已发布内容得出的表：机构科目金额、地区科目金额、搜索、点名的单位、项目、相同的文字、原因。平时随发布更新，重算应当没有差别。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只核对，不改写；有差别时退出码为 1")

    def handle(self, *args: Any, **options: Any) -> None:
        found = differences()
        said = (
            f"公开的格数 {found.counts} 份不同，机构科目金额 {found.heads} 行不同，地区科目金额 {found.totals} 行不同，"
            f"搜索 {found.entries} 条不同，点名的单位 {found.namings} 个不同，项目 {found.projects} 个不同，"
            f"相同的文字 {found.same_words} 处不同，原因 {found.reasons} 处不同"
        )
        if options["check"]:
            if any(found):
                raise CommandError(f"{said}。请执行 manage.py rebuild_totals。", returncode=1)
        else:
            rebuild()
        if options["verbosity"]:
            self.stdout.write(f"{said}。" if options["check"] else f"{said}，已重算。")
