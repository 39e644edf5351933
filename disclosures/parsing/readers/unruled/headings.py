"""The headings of a table: lines of one heading put together, and headings that stand over several columns.

A group heading is centred over its columns. Under it stand headings that are lower than those of a single column, which
are centred on the whole height of the header.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import inf

from disclosures.parsing.readers.unruled.cells import Placed, Row
from disclosures.parsing.readers.unruled.columns import Columns
from disclosures.parsing.readers.unruled.words import (
    EVEN,
    SINGLES,
    HorizontalRule,
    Line,
    Span,
    Text,
    spelled,
    texts,
)

SET_SOLID = 1.5
"""em. Lines of one heading stand as close, or closer, unless the header itself shows otherwise."""
SET_WIDE = 1.8
"""em. They stand no farther apart, whatever the header shows."""
EVENLY = 1.03
"""Times the distance of two lines: lines of the headings of one table are set evenly."""
LEVEL = 0.05
"""em. Texts whose middles differ by less stand on one line."""
UNCOVERED = 0.5
"""em. What it costs a group to leave out a column that has a second heading: less than a misplaced centre (half a
column), more than the error of a centre."""


def headings(
    header: Sequence[Line], rules: Sequence[HorizontalRule], em: float, ordinals: Line | None = None
) -> list[Text]:
    """The headings, those of several lines whole. Column numbers below them part those that touch."""
    numbers = [text.x.middle for text in texts(ordinals or ())]
    lines = [[part for text in spelled(texts(line)) for part in _parted(text, numbers)] for line in header]
    below = [text for line in lines for text in line]
    reach = _leading(lines, em)
    found: list[Text] = []
    for line in lines:
        for text in line:
            words = [Text((word,)) for word in text.words]
            over = {_above(word, found, reach, rules, em) for word in words} - {None}
            if all(len(word.plain) == 1 for word in words):  # spelled wide: the next line of one heading
                over.discard(_above(text, found, reach, rules, em))
            for part in words if over else [text]:
                above = _above(part, found, reach, rules, em)
                if (
                    above is None
                    or _is_of_several(found[above], part, line)
                    or _is_of_a_level(part, line, below, em)
                ):
                    found.append(part)
                else:
                    found[above] = found[above].joined(part)
    return found


def _parted(text: Text, numbers: Sequence[float]) -> list[Text]:
    """The words of a text that stand over a column number each, as texts of their own; and headings spelled wide, side
    by side, each centred over its number: 人 员 经 费 公 用 经 费 over 3 and 4."""
    words = [Text((word,)) for word in text.words]
    one_each = all(sum(word.x.start < number < word.x.end for number in numbers) == 1 for word in words)
    if one_each:
        return words
    over = [number for number in numbers if text.x.start < number < text.x.end]
    if len(over) < 2 or any(len(word.text) > 1 for word in text.words):
        return [text]
    parts: dict[float, Text] = {}
    for word in words:
        nearest = min(over, key=lambda number: abs(number - word.x.middle))
        parts[nearest] = parts[nearest].joined(word) if nearest in parts else word
    centred = (
        len(part.words) > 1 and abs(part.x.middle - number) < 2 * EVEN * part.words[0].size
        for number, part in parts.items()
    )
    return list(parts.values()) if len(parts) == len(over) and all(centred) else [text]


def _is_of_several(upper: Text, part: Text, line: Sequence[Text]) -> bool:
    """Is what stands below a heading one of several there, or of 类, 款 and 项? Then that is a group over them."""
    beside = [text for text in line if text.x.gap(upper.x) == 0 and text.x.gap(part.x) > 0]
    singles = {text.plain for text in line} & SINGLES  # 款 alone, under several headings, ends 财政拨款
    return bool(beside) or (part.plain in SINGLES and len(singles) > 1)


def _is_of_a_level(part: Text, line: Sequence[Text], header: Sequence[Text], em: float) -> bool:
    """Does it stand at the foot of the header, level with a heading that has none above it? Then what is above it is the
    group over both; the second line of a heading stands higher than the headings under a group."""
    if any(_below(part, text) < inf for text in header):
        return False
    level = [text for text in line if text is not part and abs(text.y.middle - part.y.middle) < LEVEL * em]
    return any(all(_below(text, other) == inf == _below(other, text) for other in header) for text in level)


def _leading(lines: Sequence[Sequence[Text]], em: float) -> float:
    """How far apart the lines of one heading are set. Below a group heading stand several, and not all of them under it;
    so where every text of a line has one right above it, these are lines of the same headings."""
    found = SET_SOLID * em
    above: list[Text] = []
    for line in lines:
        gaps = [min((_below(upper, text) for upper in above), default=inf) for text in line]
        if len(gaps) > 1 and max(gaps) <= SET_WIDE * em:
            found = max(found, EVENLY * max(gaps))
        above += line
    return found


def _below(upper: Text, text: Text) -> float:
    """How far below another a text stands; infinite where it stands beside it."""
    apart = text.y.middle - upper.y.middle
    return apart if apart > 0 and upper.x.gap(text.x) == 0 else inf


def _above(
    text: Text, found: Sequence[Text], reach: float, rules: Sequence[HorizontalRule], em: float
) -> int | None:
    """The place of the heading whose next line this is: right above it, set to the same middle or edge, with no rule
    between."""
    for place in range(len(found) - 1, -1, -1):
        last = _last_line(found[place], em)
        even = (
            abs(last.x.middle - text.x.middle) < 2 * EVEN * em
            or abs(last.x.start - text.x.start) < EVEN * em
            or abs(last.x.end - text.x.end) < EVEN * em
        )
        between = Span(last.y.middle, text.y.middle)
        ruled = any(between.start < r.y < between.end and r.x0 < text.x.middle < r.x1 for r in rules)
        if even and not ruled and _below(last, text) <= reach:
            return place
    return None


def _last_line(text: Text, em: float) -> Text:
    return Text(tuple(word for word in text.words if abs(word.top - text.words[-1].top) < EVEN * em))


# --- groups -----------------------------------------------------------------------------------------------------------


def header_rows(found: Sequence[Text], columns: Columns, em: float) -> list[Row]:
    """The headings as rows: groups over their columns, the lowest heading of a column down to the foot of the header."""
    if not found:
        return []
    leaves, others = _lowest(found, columns)
    levels = _levels(others)
    head, foot = min(text.y.start for text in found), max(text.y.end for text in found)
    highest = {
        column: (leaf.y, foot) for column, leaf in leaves.items()
    }  # in each column, with the foot of its level
    depth = dict.fromkeys(leaves, 0)
    rows: list[Row] = [[] for _ in range(len(levels) + 1)]
    for number in reversed(range(len(levels))):
        level = levels[number]
        lowers = [head, *(min(text.y.end for text in upper) for upper in levels[: number + 1])]
        is_open = [c in highest and _is_under(*highest[c], lowers) for c in range(columns.count)]
        for text, under in zip(level, groups([t.x.middle for t in level], columns, is_open, em), strict=True):
            place = columns.at(text.x.middle)
            first, last = (under.start, under.stop - 1) if under else (place, place)
            rows[number].append(Placed(first, last, list(text.words)))
            for column in under:
                highest[column] = text.y, max(other.y.end for other in level)
                depth[column] = depth[column] or number + 1
    for column, leaf in leaves.items():
        rows[depth[column]].append(Placed(column, column, list(leaf.words), len(rows) - depth[column]))
    return rows


def _lowest(found: Sequence[Text], columns: Columns) -> tuple[dict[int, Text], list[Text]]:
    """The lowest heading of each column, and the others."""
    leaves: dict[int, Text] = {}
    others: list[Text] = []
    for text in sorted(found, key=lambda text: -text.y.middle):
        column = columns.at(text.x.middle)
        if column not in leaves:
            leaves[column] = text
        elif leaves[column].y.gap(text.y) == 0:
            leaves[column] = leaves[column].joined(text)
        else:
            others.append(text)
    return leaves, others


def _levels(others: Sequence[Text]) -> list[list[Text]]:
    """Group headings by height, from the top, each level from left to right."""
    levels: list[list[Text]] = []
    rest = list(others)
    while rest:
        lowest = max(rest, key=lambda text: text.y.end)
        level = [
            text
            for text in rest
            if text.y.gap(lowest.y) == 0
            and not any(other.y.start >= text.y.end and other.x.gap(text.x) == 0 for other in rest)
        ]
        levels.insert(0, sorted(level, key=lambda text: text.x.middle))
        rest = [text for text in rest if all(text is not other for other in level)]
    return levels


def _is_under(highest: Span, foot: float, lowers: Sequence[float]) -> bool:
    """Does what is highest in a column stand right under the last of the levels that end at `lowers`? It is centred on
    the height from the level it stands under, or from the head of the header, down to its own level's `foot`."""
    nearest = min(reversed(lowers), key=lambda lower: abs(highest.middle - (lower + foot) / 2))
    return highest.middle > lowers[-1] and nearest == lowers[-1]


def groups(centres: Sequence[float], columns: Columns, is_open: Sequence[bool], em: float) -> list[range]:
    """The columns under each group heading of one level: contiguous, centred under it, and all of those that are open
    (have a heading below this level) as far as that agrees with where their edges may lie."""

    @cache
    def best(group: int, column: int) -> tuple[float, tuple[range, ...]]:
        """The least cost of giving groups from `group` on columns from `column` on."""
        if group == len(centres):
            return UNCOVERED * em * sum(is_open[column:]), ()
        options: list[tuple[float, tuple[range, ...]]] = []
        skipped = 0.0
        for first in range(column, columns.count):
            for last in range(first, columns.count):
                if not is_open[last]:
                    break
                error = columns.middle(first, last).gap(Span(centres[group], centres[group]))
                cost, rest = best(group + 1, last + 1)
                options.append((skipped + error + cost, (range(first, last + 1), *rest)))
            skipped += UNCOVERED * em * is_open[first]
        return min(options, key=lambda option: option[0], default=(inf, ()))

    cost, found = best(0, 0)
    return list(found) if cost < inf else [range(0)] * len(centres)
