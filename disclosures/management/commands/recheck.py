from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from disclosures.lifecycle.checking import check_everything
from disclosures.models import Finding, Ledger


class Command(BaseCommand):
    help = "把全部公开信息重新核对一遍（勾稽关系）。平时随载入、发布与更正进行；升级后核对项有变动时执行。"

    def handle(self, *args: Any, **options: Any) -> None:
        check_everything()
        self.stdout.write(f"{Ledger.objects.count():,} 份已核对，{Finding.objects.count():,} 处不一致。")
