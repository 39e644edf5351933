"""What stands beside a disclosure: last year's targets and words, another body's words, what like bodies spend."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from django.urls import reverse

from disclosures.models import Head, SharedWords
from disclosures.models.same_words import Sharing
from disclosures.presenting.amounts import share_text
from disclosures.reading.aims import AimBeside, AimChange, AimNote, Reached
from disclosures.reading.columns import Column
from disclosures.reading.declared import LARGE_FEN
from disclosures.vocabulary import HeadlineItem, SubjectKind

from .gaps import NAMED, named, place_of
from .matter import Evidence, Matter, Question, Share, of_value

LONGEST = 60
"""Signs of words that are quoted."""
FEWEST_LIKE = 5
TIMES = 2
ABOVE = f"占支出总计的比例达到同类中位数的 {TIMES} 倍、且多出 1 万元以上的，才列在这里；同类是名称所说职能相同的机构，至少 {FEWEST_LIKE} 个。这是本站的规则。"


def lowered(matter: Matter) -> Iterator[Question]:
    """Projects with indicators that last year's targets had and this year's have not, or whose number went down."""
    for one in matter.aims:
        told = [aim for aim in one.aims if aim.change in (AimChange.DOWN, AimChange.DROPPED)]
        if told and matter.before:
            words = "；".join(map(_changed, told[:NAMED]))
            more = f"等 {len(told)} 项" if len(told) > NAMED else ""
            yield Question(
                f"{named(one.target, matter)}与 {matter.before.year} 年相比：{words}{more}",
                "目标为什么这样改？",
                (place_of(one.target, matter), Evidence("绩效目标对照", _targets(matter))),
                one.target.funds_fen or 0,
            )


def _changed(aim: AimBeside) -> str:
    now = aim.now.target if aim.now else "没有了"
    return f"“{aim.name}”{aim.before.target if aim.before else ''} → {now}"


def two_aims(matter: Matter) -> Iterator[Question]:
    """Indicators that stand twice in a form, with different targets, or of which the objective says another number."""
    for one in matter.aims:
        names = dict.fromkeys(
            aim.name for aim in one.aims if {AimNote.TWO, AimNote.CONTRADICTED} & {*aim.notes}
        )
        if names:
            yield Question(
                f"{named(one.target, matter)}的“{'”“'.join(names)}”写了不同的目标值",
                "以哪一个为准？",
                (place_of(one.target, matter),),
                one.target.funds_fen or 0,
            )


def missed(matter: Matter) -> Iterator[Question]:
    """Indicators whose printed result does not reach the target."""
    for one in matter.aims:
        told = [aim for aim in one.aims if aim.reached is Reached.NO and aim.now]
        if told:
            words = "；".join(
                f"“{aim.name}”目标 {aim.now.target}，实际完成 {aim.now.result}"
                + ("，得分与分值相同" if AimNote.FULL in aim.notes else "")
                for aim in told[:NAMED]
                if aim.now
            )
            yield Question(
                f"{named(one.target, matter)}的{words}",
                "没有达到的原因是什么，怎样补？",
                (place_of(one.target, matter), Evidence("绩效目标对照", _targets(matter))),
                one.target.funds_fen or 0,
            )


def _targets(matter: Matter) -> str:
    return reverse("disclosures:targets", args=[matter.pk])


ASKED = {
    Sharing.LAST_YEAR: "这些数本年重新核定过吗？",
    Sharing.OTHER: "这段话所说的，本单位具体怎样做？",
}


def words(matter: Matter, sharing: Sharing) -> Iterator[Question]:
    """Words that stand as they are in last year's disclosure, or in that of another body; the longest first."""
    for one in matter.shared:
        if one.sharing == sharing:
            text = one.words if len(one.words) <= LONGEST else f"{one.words[:LONGEST]}……"
            where = "只有年份与上年的公开不同" if sharing is Sharing.LAST_YEAR else f"也见于 {one.other}"
            yield Question(
                f"“{text}”，{one.length} 字，{where}",
                ASKED[sharing],
                (
                    _place("原句", matter.pk, one.page, one.place),
                    _place("另一处", one.other_id, one.other_page, one.other_place),
                ),
            )


def _place(name: str, pk: int, page: int | None, place: str) -> Evidence:
    kind, args = ("sentence-of", [pk, place]) if place else ("disclosure", [pk])
    return Evidence(f"{name}，第 {page} 页" if page else name, reverse(f"disclosures:{kind}", args=args))


def shared_words(pk: int) -> tuple[SharedWords, ...]:
    """One query."""
    found = SharedWords.objects.filter(disclosure=pk).select_related("other__agency")
    return tuple(found.order_by("-length", "id"))


def like_shares(column: Column, function: str) -> tuple[Share, ...]:
    """“三公”经费 beside 支出总计 of the bodies with the same function, of this year and stage. One query."""
    kinds = (SubjectKind.THREE_PUBLIC, SubjectKind.FUNCTIONAL)
    rows = Head.objects.of_year(column.year, column.stage).filter(
        kind__in=kinds, code="", function=function, department=None
    )
    amounts: dict[int, dict[str, int]] = {}
    for agency, kind, fen in rows.values_list("agency", "kind", "fen"):
        amounts.setdefault(agency, {})[kind] = fen
    return tuple(
        Share(agency, of[kinds[0]], of[kinds[1]])
        for agency, of in amounts.items()
        if of.get(kinds[1], 0) > 0 and kinds[0] in of
    )


def above_like(matter: Matter) -> Iterator[Question]:
    """“三公”经费 that are much more of the expenditure than those of like bodies."""
    agency = matter.column.agency.pk
    own = next((one for one in matter.likes if one.agency == agency), None)
    others = [one for one in matter.likes if one.agency != agency]
    if own is None or len(others) < FEWEST_LIKE:
        return
    usual = median(one.fen / one.whole for one in others)
    if own.fen >= TIMES * usual * own.whole and own.fen - usual * own.whole >= LARGE_FEN:
        total = matter.figures.of_column(matter.column, HeadlineItem.THREE_PUBLIC_TOTAL)
        ranking = reverse("disclosures:three-public") + f"?year={matter.column.year}"
        yield Question(
            f"“三公”经费 {matter.amount(own.fen)}，占支出总计的 {share_text(own.fen, own.whole)}；"
            f"同类 {len(others)} 个机构的中位数是 {100 * usual:.2f}%",
            "这一比例高于同类的原因是什么？",
            (*of_value(total, "本年的数"), Evidence("“三公”经费排名", ranking)),
            own.fen,
        )
