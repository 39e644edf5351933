from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from disclosures.presenting.whole.versions import index, version


class Command(BaseCommand):
    help = (
        "写出全部已发布的数据（CSV 压缩包、SQLite、Parquet），放在 DATA_DIR/whole。没有变化时什么也不做。"
        "后台任务每小时做一次；没有后台任务时定时执行；数据不多时，第一个下载的人会触发。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        said = index(version(build=True))
        size = sum(file["bytes"] for file in said["files"])
        self.stdout.write(f"{said['version']}：{len(said['files'])} 个文件，{size:,} 字节")
