"""The catalogue: every check is one row of data. A new check is a new row in the module of its group."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disclosures.vocabulary import Stage, Term

from .quality import withheld

if TYPE_CHECKING:
    from .results import Result
    from .subject import Subject


class Group(Term):
    """Where a check looks."""

    WITHIN = "A", "同一张表之内"
    ACROSS = "B", "表与表之间"
    NARRATIVE = "C", "文字与表"
    PERFORMANCE = "D", "绩效与项目"
    COMPLETENESS = "E", "是否完整"
    BETWEEN = "F", "文件与文件之间"


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that figures of a disclosure should follow.

    `formula` is what a reader sees; `explanation` says what it compares and what can lie behind a difference;
    `source` is the rule it follows from (law, circular, or plain arithmetic). `run` yields one result for every place.
    """

    id: str
    group: Group
    title: str
    title_en: str
    formula: str
    explanation: str
    source: str
    run: Callable[[Subject], Iterator[Result]]
    stages: tuple[Stage, ...] = tuple(Stage)


@cache
def fingerprint() -> str:
    """The same as long as the checks are: of every module of this library, of the words that they go by, and of which
    checks are withheld."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*here.rglob("*.py"), *here.with_name("vocabulary").rglob("*.py")]):
        digest.update(path.read_bytes())
    digest.update(" ".join(sorted(withheld())).encode())
    return digest.hexdigest()[:12]


def row(
    group: Group,
    check_id: str,
    title: str,
    title_en: str,
    formula: str,
    explanation: str,
    source: str,
    run: Callable[..., Iterator[Result]],
    stages: tuple[Stage, ...] = tuple(Stage),
    **given: Any,
) -> Check:
    """A row whose evaluator takes the check's id and what else is `given` beside the subject."""
    return Check(
        check_id,
        group,
        title,
        title_en,
        formula,
        explanation,
        source,
        partial(run, check=check_id, **given),
        stages,
    )
