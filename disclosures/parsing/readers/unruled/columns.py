"""Where the columns are. Headings are centred over their column; names keep to its left, amounts to its right.

Column numbers (栏次) and the lowest headings stand over exactly one column each. Words that stand under one another make
a stack. Each stack goes to a heading, in order, so that together they stand as near as can be: that holds where columns
are blank, and where a heading does not stand right above the words of its column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import inf

from disclosures.parsing.readers.unruled.regions import TableRegion
from disclosures.parsing.readers.unruled.words import (
    EVEN,
    NUMBER,
    TOTAL,
    HorizontalRule,
    Line,
    Span,
    Text,
    texts,
)

WRONG_SIDE = 3.0
"""How much farther a heading seems that stands before a column of names, or behind a column of amounts."""
NO_HEADING = 12.0
"""em. A column of words farther than this from every heading left for it has none."""
SHARED = 6.0
"""em. So far, at least, stand the words of two columns from a heading that belongs to only one of them."""
FEW = 8
"""Of so many lines at least one has words in a column of words; where fewer have, these are merged over columns, or the
column is all but blank."""
PAD = 0.3
"""em between the words of a cell and its edge."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Words under one another: where they stand, the edge they keep to (-1 left, 1 right, 0 neither), whether they are
    numbers, and whether they are words so few that they need not be a column."""

    span: Span
    side: int
    numbers: bool = False
    few: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """`borders`: where the edges of the columns may lie, from left to right. `starts`: where the words of columns begin
    that keep to the left."""

    borders: tuple[Span, ...]
    starts: tuple[float, ...] = ()

    @property
    def edges(self) -> tuple[float, ...]:
        return tuple(border.middle for border in self.borders)

    @property
    def count(self) -> int:
        return len(self.borders) - 1

    def at(self, x: float) -> int:
        """The column at `x`."""
        return max(0, min(sum(border.middle <= x for border in self.borders) - 1, self.count - 1))

    def middle(self, first: int, last: int) -> Span:
        """Where the middle of the columns from `first` to `last` may lie."""
        left, right = self.borders[first], self.borders[last + 1]
        return Span((left.start + right.start) / 2, (left.end + right.end) / 2)


def find(
    headings: Sequence[Text], region: TableRegion, rules: Sequence[HorizontalRule], em: float
) -> Columns:
    """The columns of a table.

    A heading halfway up between two lower ones is one of a whole column, or a group over these: with it or without it,
    whichever lets every stack have its heading, or else stands nearer to all of them.
    """
    leaves = [text for text in headings if _is_leaf(text, headings, em)]
    between = _between(leaves, em)
    best: tuple[float, list[Span], list[Stack], list[Span]] | None = None
    for chosen in ([text for text in leaves if text not in between], leaves):
        heads = _heads([text.x for text in chosen], region.ordinals, em)
        stacks = _stacks(region.body, heads, em)
        cost, columns = paired(heads, stacks, em)
        if best is None or cost < best[0]:
            best = cost, heads, stacks, columns
        if not between or (cost < inf and len(heads) == sum(not part.few for part in stacks)):
            break  # one heading for each stack: what stands between two lower ones is their group
    assert best is not None
    _, heads, stacks, columns = best
    borders = _ruled(_borders(columns, heads, stacks, PAD * em), columns, rules)
    words = [word for line in region.lines for word in line]
    left, right = min(word.x0 for word in words), max(word.x1 for word in words)
    borders[0] = Span(min(borders[0].start, left), min(borders[0].end, left))
    borders[-1] = Span(max(borders[-1].start, right), max(borders[-1].end, right))
    return Columns(
        tuple(borders), tuple(part.span.start for part in stacks if part.side < 0 and not part.few)
    )


# --- headings of one column -----------------------------------------------------------------------------------------


def _is_leaf(text: Text, headings: Sequence[Text], em: float) -> bool:
    """A heading with none below it, that stands no higher than the middle of the header."""
    middle = (min(other.y.start for other in headings) + max(other.y.end for other in headings)) / 2
    below = [other for other in headings if other.y.start > text.y.end - EVEN * em]
    return text.y.middle > middle - EVEN * em and not any(text.x.gap(other.x) == 0 for other in below)


def _between(leaves: Sequence[Text], em: float) -> list[Text]:
    """Headings that stand higher than both their neighbours."""
    row = sorted(leaves, key=lambda text: text.x.middle)
    return [
        text
        for left, text, right in zip(row, row[1:], row[2:], strict=False)
        if min(left.y.middle, right.y.middle) > text.y.middle + EVEN * em
    ]


def _heads(leaves: Sequence[Span], ordinals: Line | None, em: float) -> list[Span]:
    """What stands over exactly one column: column numbers (and 栏次, 类, 款, 项 beside them) with their headings, and
    headings with no number below them; without column numbers, the lowest headings."""
    heads = list(leaves)
    if ordinals is not None:
        numbers = [text.x for text in texts(ordinals)]
        heads = [_with_leaf(number, leaves, numbers, em) for number in numbers]
        heads += [leaf for leaf in leaves if all(leaf.gap(head) > 0 for head in heads)]
    return sorted(heads, key=lambda span: span.middle)


def _with_leaf(number: Span, leaves: Sequence[Span], numbers: Sequence[Span], em: float) -> Span:
    """A column number and the heading above it, if that stands over no other number."""
    whole = number
    for leaf in leaves:
        above = leaf.start - em < number.middle < leaf.end + em
        if above and sum(leaf.start < other.middle < leaf.end for other in numbers) <= 1:
            whole = whole.joined(leaf)
    return whole


# --- stacks -----------------------------------------------------------------------------------------------------------


def _stacks(body: Sequence[Line], heads: Sequence[Span], em: float) -> list[Stack]:
    """The words that stand under one another, without those that reach over two headings."""
    spans: list[tuple[Span, bool]] = []
    for line in body:
        for text in texts(line):
            reaches = sum(head.gap(text.x) == 0 for head in heads) > 1
            if not reaches and not TOTAL.search(text.plain):
                spans.append((text.x, NUMBER.fullmatch(text.plain) is not None))
    piles: list[list[tuple[Span, bool]]] = []
    end = -inf
    for span, numeric in sorted(spans, key=lambda pair: pair[0].start):
        if piles and span.start < end:
            piles[-1].append((span, numeric))
        else:
            piles.append([(span, numeric)])
        end = max(end, span.end)
    return [_stack(pile, len(body), em) for pile in piles]


def _stack(pile: Sequence[tuple[Span, bool]], lines: int, em: float) -> Stack:
    """One stack; where both edges are even, or one word tells of none, numbers keep to the right and words to the left."""
    spans = [span for span, _ in pile]
    numbers = 2 * sum(numeric for _, numeric in pile) > len(pile)
    whole = Span(min(span.start for span in spans), max(span.end for span in spans))
    left = max(span.start for span in spans) - whole.start <= EVEN * em
    right = whole.end - min(span.end for span in spans) <= EVEN * em
    if left != right:
        side = -1 if left else 1
    elif left:
        side = 1 if numbers else -1
    else:
        side = 0
    return Stack(whole, side, numbers, not numbers and FEW * len(spans) < lines)


# --- both together ----------------------------------------------------------------------------------------------------


def paired(heads: Sequence[Span], stacks: Sequence[Stack], em: float) -> tuple[float, list[Span]]:
    """The columns that headings and stacks make, and how ill they fit. A stack of few words within columns that others
    make is none; under a heading with nothing else below it, it is what that column holds."""
    many = [part for part in stacks if not part.few]
    _, columns = _paired(heads, many, em)
    blank = [column for column in columns if all(part.span.gap(column) for part in many)]

    def is_one(part: Stack) -> bool:
        over = [column for column in columns if part.span.gap(column) == 0]
        return not over or (len(over) == 1 and over[0] in blank)

    return _paired(heads, [part for part in stacks if not part.few or is_one(part)], em)


def _paired(heads: Sequence[Span], stacks: Sequence[Stack], em: float) -> tuple[float, list[Span]]:
    cost, owners = _owners(heads, stacks, em)
    if stacks and owners[-1] is None and stacks[-1].numbers and len(heads) - 1 not in owners:
        owners = (*owners[:-1], len(heads) - 1)  # the last column is wide: amounts keep far from its heading
    columns = list(heads)
    for part, owner in zip(stacks, owners, strict=True):
        if owner is None:
            columns.append(part.span)
        else:
            columns[owner] = columns[owner].joined(part.span)
    return cost, sorted(columns, key=lambda span: span.middle)


def _owners(
    heads: Sequence[Span], stacks: Sequence[Stack], em: float
) -> tuple[float, tuple[int | None, ...]]:
    """For each stack its heading, in order, so that together they stand as near as can be."""

    @cache
    def best(place: int, head: int) -> tuple[float, tuple[int | None, ...]]:
        """The least cost of giving stacks from `place` on headings from `head` on; `head` has one already."""
        if place == len(stacks):
            return 0.0, ()
        cost, rest = best(place + 1, head)
        options: list[tuple[float, tuple[int | None, ...]]] = [(cost + NO_HEADING * em, (None, *rest))]
        for owner in range(max(head, 0), len(heads)):
            far = _far(heads[owner], stacks[place])
            both = place > 0 and stacks[place].numbers and stacks[place - 1].numbers
            if owner == head and (far > 0 or both):
                far += SHARED * em
            if far < 2 * NO_HEADING * em:
                cost, rest = best(place + 1, owner)
                options.append((far + cost, (owner, *rest)))
        return min(options, key=lambda option: option[0])

    return best(0, -1)


def _far(head: Span, part: Stack) -> float:
    before = part.side < 0 and head.middle < part.span.start
    behind = part.side > 0 and head.middle > part.span.end
    return head.gap(part.span) * (WRONG_SIDE if before or behind else 1)


def _borders(
    columns: Sequence[Span], heads: Sequence[Span], stacks: Sequence[Stack], pad: float
) -> list[Span]:
    """Where the edges of the columns may lie: where the middle of a heading and the even edge of the words below put
    them, else anywhere in the gap between two columns."""
    of_head = [next((head for head in heads if column.gap(head) == 0), None) for column in columns]
    sides = [next((part.side for part in stacks if column.gap(part.span) == 0), 0) for column in columns]
    borders = [Span(columns[0].start - pad, columns[0].start - pad)]
    for i in range(len(columns) - 1):
        gap = Span(*sorted((columns[i].end, columns[i + 1].start)))
        guesses: list[float] = []
        left, right = of_head[i], of_head[i + 1]
        if left is not None and sides[i] < 0:
            guesses.append(2 * left.middle - columns[i].start + pad)
        if right is not None and sides[i + 1] > 0:
            guesses.append(2 * right.middle - columns[i + 1].end - pad)
        inside = [guess for guess in guesses if gap.start <= guess <= gap.end]
        borders.append(Span(min(inside), max(inside)) if inside else gap)
    return [*borders, Span(columns[-1].end + pad, columns[-1].end + pad)]


def _ruled(borders: Sequence[Span], columns: Sequence[Span], rules: Sequence[HorizontalRule]) -> list[Span]:
    """The borders; where rules end or begin in the gap between two columns, there."""
    ends = {x for rule in rules for x in (rule.x0, rule.x1)}
    found = list(borders)
    for i in range(1, len(columns)):
        near = [x for x in ends if columns[i - 1].end <= x <= columns[i].start]
        if near:
            end = min(near, key=lambda x: abs(x - borders[i].middle))
            found[i] = Span(end, end)
    return found
