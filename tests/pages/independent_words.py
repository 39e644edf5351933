"""What the pages about words and targets must show, worked out once more from plain texts: no code of the site.

A body is a number, a text the words of a disclosure as (body, year, sections); a section is a heading with its sentences.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

GRAM, FEW, LONG_OTHER, LONG_YEAR = 8, 3, 50, 30
HEADS = {"采购": "procurement", "三公": "three-public", "支出": "expenditure"}


@dataclass(frozen=True)
class Text:
    body: int
    year: int
    sections: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def sentences(self) -> list[str]:
        return [sentence for _, said in self.sections for sentence in said]

    def of(self, word: str) -> list[str]:
        return [one for heading, said in self.sections if word in heading for one in said]


def signs(words: str, numbers: bool = True) -> str:
    plain = unicodedata.normalize("NFKC", words)
    plain = re.sub(r"(?:19|20)\d\d年", "年", plain)
    if not numbers:
        plain = re.sub(r"\d[\d,.]*", "0", plain)
    return re.sub(r"[^\w%.]|_", "", plain) if numbers else re.sub(r"[^\w%]|_", "", plain)


def grams(words: str) -> set[str]:
    plain = signs(words, numbers=False)
    return {plain[at : at + GRAM] for at in range(len(plain) - GRAM + 1)}


# --- texts side by side ----------------------------------------------------------------------------------------------


def is_common(sentence: str, texts: Iterable[Text], bodies: int) -> bool:
    """More than half of its runs of signs stand with half of the bodies of the place: three at least, twelve at most."""
    most = min(max(-(-bodies // 2), 3), 12)
    holders: dict[str, set[int]] = defaultdict(set)
    for text in texts:
        for gram in grams("\n".join(text.sentences)):
            holders[gram].add(text.body)
    own = grams(sentence)
    return bool(own) and 2 * sum(len(holders[gram]) >= most for gram in own) > len(own)


def changes(before: Sequence[str], after: Sequence[str]) -> Counter[str]:
    """Sentences that both years have; of the others a pair is a rewording where most of the longest run of each is common."""
    found: Counter[str] = Counter()
    left, new = list(before), []
    for sentence in after:
        same = [one for one in left if signs(one, numbers=False) == signs(sentence, numbers=False)]
        if same:
            exact = next((one for one in same if signs(one) == signs(sentence)), None)
            found["没有改" if exact else "只改了数字"] += 1
            left.remove(exact or same[0])
        else:
            new.append(sentence)
    for sentence in new:
        like = next((one for one in left if _share(one, sentence) >= 0.5), None)
        found["改写" if like else "增加"] += 1
        if like:
            left.remove(like)
    found["删去"] += len(left)
    return +found


def _share(one: str, other: str) -> float:
    """Signs of the one that the other has too, of the longer."""
    common = sum((Counter(signs(one, False)) & Counter(signs(other, False))).values())
    return common / max(len(signs(one, False)), len(signs(other, False)))


# --- copied ----------------------------------------------------------------------------------------------------------


def copied(texts: Sequence[Text], parents: Mapping[int, int]) -> set[tuple[str, int, int, int, int, str]]:
    """(kind, later body and year, other body and year, signs): runs of whole clauses."""
    whole = {text: signs("\n".join(text.sentences)) for text in texts}
    found = set()
    for later in texts:
        for other in texts:
            if (later.year, later.body) <= (other.year, other.body) or later.year - other.year > 1:
                continue
            is_own = later.body == other.body
            if not is_own and parents.get(later.body, later.body) == parents.get(other.body, other.body):
                continue
            for words in _runs(later, whole[other]):
                run = signs(words)
                holders = {text.body for text in texts if run in whole[text]}
                told = (
                    len(run) >= LONG_YEAR and _has_amount(words) and _year_changed(words, later, other)
                    if is_own
                    else len(run) >= LONG_OTHER and len(holders) <= FEW
                )
                if told:
                    kind = "last-year" if is_own else "other"
                    found.add((kind, later.body, later.year, other.body, other.year, run))
    return found


def _runs(text: Text, other: str) -> Iterator[str]:
    """The longest rows of clauses that stand in another text."""
    clauses = re.split(r"(?<=[，。；：！？])", "".join(text.sentences))
    at = 0
    while at < len(clauses):
        end = at
        while end < len(clauses) and signs("".join(clauses[at : end + 1])) in other:
            end += 1
        if signs("".join(clauses[at:end])):
            yield "".join(clauses[at:end])
        at = max(end, at + 1)


def _has_amount(words: str) -> bool:
    return any(Decimal(number) > 0 for number in re.findall(r"(\d+(?:\.\d+)?)万?元", words))


def _year_changed(words: str, later: Text, other: Text) -> bool:
    return str(later.year) in words and words.replace(str(later.year), str(other.year)) in "".join(
        other.sentences
    )


# --- targets ---------------------------------------------------------------------------------------------------------

Aim = tuple[str, str, str]
"""Name, target, result."""


def aim_changes(before: Sequence[Aim], after: Sequence[Aim]) -> dict[str, str]:
    """By name of an indicator; a name that a year has twice is of none, and forms with few names in common are of two kinds."""
    was, now = (_once(aims) for aims in (before, after))
    if 2 * len(was.keys() & now.keys()) < min(len(was), len(now)):
        return {}
    found = dict.fromkeys(now.keys() - was.keys(), "增加") | dict.fromkeys(was.keys() - now.keys(), "删去")
    for name in was.keys() & now.keys():
        found[name] = "没有改" if was[name] == now[name] else "改写"
        one, other = (re.fullmatch(r"(\D*)([\d.]+)(\D*)", aim) for aim in (was[name], now[name]))
        if one and other and (one[1], one[3]) == (other[1], other[3]) and one[2] != other[2]:
            found[name] = "数值调高" if Decimal(other[2]) > Decimal(one[2]) else "数值调低"
    return found


def _once(aims: Sequence[Aim]) -> dict[str, str]:
    times = Counter(name for name, *_ in aims)
    return {name: aim for name, aim, _ in aims if times[name] == 1}


def left_open(name: str, aim: str, all_of_it: Sequence[Aim]) -> list[str]:
    found = []
    if aim and not re.search(r"\d|年|月底", aim):
        found.append(
            "目标与指标的名称（或其中一级）逐字相同"
            if signs(aim) == signs(name)
            else "目标没有数字，也没有日期"
        )
    shape = re.sub(r"[\d.]+", "0", aim)
    others = {
        other for same, other, _ in all_of_it if same == name and re.sub(r"[\d.]+", "0", other) == shape
    }
    if "0" in shape and len(others) > 1:
        found.append("同一项指标在这张表里有不同的目标")
    return found


def reached(aim: str, result: str) -> str:
    wanted, got = re.fullmatch(r"([≥≤])([\d.]+)(\D+)", aim), re.fullmatch(r"([\d.]+)(\D+)", result)
    if not (wanted and got and wanted[3] == got[2]):
        return ""
    above, below = Decimal(got[1]) - Decimal(wanted[2]), Decimal(wanted[2]) - Decimal(got[1])
    return "达到目标" if (above if wanted[1] == "≥" else below) >= 0 else "未达到目标"


# --- reasons ---------------------------------------------------------------------------------------------------------


def reasons(given: Iterable[tuple[int, int, str]]) -> set[tuple[str, int, int]]:
    """Of (body, year, reason): the clauses that say why, with how many bodies give each and the most years of one."""
    years: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for body, year, reason in given:
        for clause in re.split(r"[，；。、]", re.sub(r"主要是|[一二三]是", "", reason)):
            if 4 <= len(clause) <= 30 and "持平" not in clause:
                years[clause][body].add(year)
    return {(clause, len(by), max(map(len, by.values()))) for clause, by in years.items()}
