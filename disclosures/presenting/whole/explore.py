"""What Datasette needs to serve the SQLite file and nothing else: `datasette serve DATA_DIR/whole/latest/explore`.

A folder in its configuration directory mode: the file, opened as immutable (`inspect-data.json`), its limits, what every
table and column is, and queries to begin with (disclosures/data/example_queries.json).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings

from disclosures.presenting.exports.package_tables import TABLES
from disclosures.presenting.licence import LICENCE

from . import figures
from .sqlite import FILE

FOLDER = "explore"
DATABASE = Path(FILE).stem
EXAMPLES = Path(settings.BASE_DIR) / "disclosures" / "data" / "example_queries.json"

LIMITS: dict[str, int | bool] = {
    "sql_time_limit_ms": 1000,
    "max_returned_rows": 10_000,
    "allow_csv_stream": False,  # a stream has no limit of rows
    "suggest_facets": False,
    "allow_download": False,  # the site gives the file away
}
ABOUT = (
    "全部已发布的政府预决算公开。金额是元（REAL，两位小数；加起来用 round(sum(yuan), 2)）。"
    "一个数的网页：/figures/编号/，编号是 amounts 与 figures 的 id；一份公开：/disclosures/编号/。"
    "部门的数已经包含下属单位，两者不能相加。"
)


def write_explore(folder: Path, rows: dict[str, int]) -> None:
    own = folder / FOLDER
    own.mkdir()
    os.link(folder / FILE, own / FILE)
    opened = {"file": FILE, "hash": "", "size": (folder / FILE).stat().st_size, "tables": _counts(rows)}
    written = {"metadata": metadata(), "settings": LIMITS, "inspect-data": {DATABASE: opened}}
    for name, content in written.items():
        (own / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")


def metadata() -> dict[str, Any]:
    tables = {
        table.name: {
            "title": table.title,
            "description": table.words,
            "columns": {column.name: column.words for column in table.columns},
        }
        for table in TABLES
    }
    tables[figures.NAME] = {
        "title": figures.TITLE,
        "description": "一个金额一行。网页为 /figures/编号/。",
        "columns": {column.name: column.of.words for column in figures.COLUMNS},
    }
    examples = json.loads(EXAMPLES.read_text("utf-8"))
    return {
        "title": "明账：已发布的政府预决算公开",
        "description": ABOUT,
        "license": LICENCE["name"],
        "license_url": LICENCE["path"],
        "databases": {
            DATABASE: {"tables": tables, "queries": {one.pop("name"): _query(one) for one in examples}}
        },
    }


def _query(said: dict[str, Any]) -> dict[str, Any]:
    """Datasette fills in parameters from the address alone: what to try stands beside."""
    tried = "，".join(f"{name} 如 {value}" for name, value in said.pop("params", {}).items())
    return {**said, "description": f"{said['description']}{tried}"}


def _counts(rows: dict[str, int]) -> dict[str, dict[str, int]]:
    return {name: {"count": number} for name, number in rows.items()}
