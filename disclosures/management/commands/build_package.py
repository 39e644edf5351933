from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from disclosures.presenting.exports.package import package


class Command(BaseCommand):
    help = "做好全部已发布数据的压缩包（/data/mingzhang.zip）。数据很多时定时执行；平时第一个下载的人会触发。"

    def handle(self, *args: Any, **options: Any) -> None:
        path = package(build=True)
        self.stdout.write(f"{path.name}：{path.stat().st_size:,} 字节")
