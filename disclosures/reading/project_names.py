"""What names of projects have in common, and what tells one from another."""

from __future__ import annotations

import re

from disclosures.parsing.same import bare

_SIGNS = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")
_YEAR = re.compile(r"20\d\d年?度?")
_USUAL = re.compile(r"(?:办公室)?(?:工作)?(?:专项)?(?:补助|补贴)?(?:经费|资金|项目|费用|专款|款)|专项|绩效")
"""What names of projects have in common whatever the project."""


def core_of(title: str) -> str:
    """What tells a project from others: 市级中小企业发展专项（技改） → 市级中小企业发展技改."""
    return _USUAL.sub("", _YEAR.sub("", _SIGNS.sub("", title)))


def project_key(name: str) -> str:
    """What the names of one project have in common: 食盐储备 and 食盐储备专项资金, 固定资产购置 and 固定资产购置费."""
    return bare(core_of(name) or name)
