"""Lines of the classification as the text calls them, against the names of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from disclosures.parsing.records import ProseTopic

from . import functional
from .results import Operand, Result, State
from .subject import Subject
from .told import LEVELS, facts, name, operand, told


def names(subject: Subject, check: str) -> Iterator[Result]:
    """Lines of the classification are called in the text what the tables call them.

    A level under a wrong word (a 款 as “（类）”) is said once, of all the lines that it comes in.
    """
    of_level: dict[str, Result] = {}
    for topic in told(subject):
        level = next((fact for fact in facts(topic, *LEVELS) if fact.yuan is not None), None)
        if len(topic.functional) < 2 or level is None:
            continue
        side = operand(subject, f"文字“{name(topic)}”", level)
        text = Operand(side.label, None, topic.subject, side.places)
        found = functional.match(subject, topic.functional, level)
        if found is None:
            message = f"表中没有找到“{topic.subject}”"
            yield Result(check, State.COULD_NOT_BE_DONE, subject.index, message, text)
            continue
        cells = functional.places(subject, topic, found.code)
        where = cells[0].operand.places if cells else ()
        right = Operand(f"表中 {found.code}", None, _table_name(subject, found.code), where)
        if not found.names:
            yield Result(check, State.HOLDS, subject.index, "科目名称一致", text, right)
            continue
        misplaced = [_misplaced(subject, topic, found.code, *called[:2]) for called in found.names]
        said = "；".join(
            wrong or f"文字作“{told_as}（{at}）”，表中为“{printed}”"
            for wrong, (at, told_as, printed) in zip(misplaced, found.names, strict=True)
        )
        if not all(misplaced):
            yield Result(check, State.DIFFERS, subject.index, f"科目名称不同：{said}", text, right)
        elif before := of_level.get(said):
            places = (*before.left.places, *side.places)
            of_level[said] = replace(before, left=replace(before.left, places=places))
        else:
            of_level[said] = Result(
                check, State.DIFFERS, subject.index, f"科目的级次不同：{said}", text, right
            )
    yield from of_level.values()


def _misplaced(subject: Subject, topic: ProseTopic, code: str, at: str, told_as: str) -> str:
    """What is wrong, where the text gives the name of another level of the same line, and not at that level too."""
    known = functional.names(subject)
    own = next(
        (
            level
            for level, digits in functional.DEPTHS.items()
            if level != at
            and (level, told_as) not in topic.functional
            and any(functional.same(told_as, one) for one in known.get(code[:digits], ()))
        ),
        None,
    )
    return f"文字把{own}“{told_as}”写作“（{at}）”" if own else ""


def _table_name(subject: Subject, code: str) -> str:
    known = functional.names(subject)
    return "/".join(known[code[:size]][0] for size in (3, 5, 7) if size <= len(code) and code[:size] in known)
