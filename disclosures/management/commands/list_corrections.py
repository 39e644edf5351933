from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from disclosures.models import Correction
from disclosures.models.statement import fen_to_yuan


class Command(BaseCommand):
    help = (
        "逐行列出现行的更正（JSON）：文件的 sha256、哪一格、读作什么、原件印作什么。"
        "它们是读错的实例，可选作解析器的对照样本（tests/parsing/golden）。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        active = Correction.objects.in_force().select_related("disclosure__document")
        for correction in active.order_by("disclosure__document__sha256", "pk"):
            document = correction.disclosure.document
            place = {
                "sha256": document.sha256,
                "file": document.original_name,
                "layout": document.layout,
                "statement": correction.statement,
                "table": correction.table,
                "row": correction.row,
                "code": correction.code,
                "name": correction.name,
                "heading": correction.heading,
                "page": correction.page,
                "bbox": correction.box,
                "read": correction.read_printed,
                "printed": correction.printed,
                "yuan": str(fen_to_yuan(correction.fen)),
                "reason": correction.reason,
                "needless": correction.is_needless,
            }
            self.stdout.write(json.dumps(place, ensure_ascii=False))
