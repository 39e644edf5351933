"""The glossary as code: every term of the field once, and what is true of a kind of statement and of a headline item.

Pure Python, no Django. A statement has its specification in `statements`, a headline item in `headline`, all else is a
term of `terms`.
"""

from .headline import (
    CODES_BESIDE_THREE_PUBLIC,
    HEADLINE,
    OPERATING_CODES,
    PEOPLE_CODES,
    HeadlineItem,
    HeadlineSpecification,
    Standing,
)
from .statements import (
    ITEMS_OF_ROWS,
    KEPT_STATEMENTS,
    REQUIRED_STATEMENTS,
    SPECIFICATIONS,
    TWO_SIDED,
    Statement,
    StatementSpecification,
    by_code,
    same_whole,
)
from .subjects import SUBJECTS, SubjectKind, SubjectSpecification
from .terms import (
    AgencyKind,
    BaseKind,
    Basis,
    CellState,
    CodeKind,
    Direction,
    FactRole,
    Fund,
    Measure,
    ReadBy,
    RowKind,
    Side,
    Stage,
    Term,
    Unit,
)

__all__ = [
    "CODES_BESIDE_THREE_PUBLIC",
    "HEADLINE",
    "ITEMS_OF_ROWS",
    "KEPT_STATEMENTS",
    "OPERATING_CODES",
    "PEOPLE_CODES",
    "REQUIRED_STATEMENTS",
    "SPECIFICATIONS",
    "SUBJECTS",
    "TWO_SIDED",
    "AgencyKind",
    "BaseKind",
    "Basis",
    "CellState",
    "CodeKind",
    "Direction",
    "FactRole",
    "Fund",
    "HeadlineItem",
    "HeadlineSpecification",
    "Measure",
    "ReadBy",
    "RowKind",
    "Side",
    "Stage",
    "Standing",
    "Statement",
    "StatementSpecification",
    "SubjectKind",
    "SubjectSpecification",
    "Term",
    "Unit",
    "by_code",
    "same_whole",
]
