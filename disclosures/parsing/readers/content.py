"""What the content stream of a page paints, and what of it a person can see. Knows pdfminer only.

pdfminer lists every glyph and path that a page holds. Clipping, layers, invisible text, what is painted over, fields of
forms and how much work a page asks for, it leaves to others: here. Lengths are PDF points in the space of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1, stream_value
from pdfminer.psparser import KWD, PSKeyword, PSLiteral
from pdfminer.utils import MATRIX_IDENTITY, apply_matrix_pt, apply_matrix_rect, decode_text, mult_matrix

from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers.canvas import Canvas, Rect, Sheet, common
from disclosures.parsing.readers.operators import operators

CONTENT_BYTES = 4_000_000
"""Of unpacked operators on one page, those of forms counted as often as they are used. The fullest page of a real
disclosure has a tenth of it; an operator has two bytes at least, and four million bytes keep a reader busy for half a
minute."""
STREAM_COST = 1_000
"""Bytes that take as long to run as it takes to begin a form."""
HIDDEN, NO_VIEW = 2, 32
"""Flags of an annotation (ISO 32000-1, table 165)."""
LOOKS_DEEP = 16
"""So deep may memberships of layers be nested; deeper ones are damage."""
OPAQUE: dict[str, tuple[object, ...]] = {"ca": (1,), "BM": ("Normal", "Compatible"), "SMask": ("None",)}
"""Parameters of graphics under which what is painted hides what is below it."""
DEEPEST = -0.5
"""em below the line of type: so far the letters of a font reach at most, whatever its description says."""
USUAL_DESCENT = -0.2


class Layers:
    """Which optional content (“layers”) is switched off when the file is opened."""

    def __init__(self, document: PDFDocument) -> None:
        properties = _dict(document.catalog.get("OCProperties"))
        default = _dict(properties.get("D"))
        off, on = _ids(default.get("OFF")), _ids(default.get("ON"))
        every = _ids(properties.get("OCGs"))
        base_off = getattr(default.get("BaseState"), "name", "ON") == "OFF"
        self._off = (every - on) | off if base_off else off

    def is_off(self, group: object, depth: int = LOOKS_DEEP) -> bool:
        """Is this group, or this membership of groups, off?"""
        if isinstance(group, PDFObjRef) and group.objid in self._off:
            return True
        membership = _dict(group)
        members = resolve1(membership.get("OCGs"))
        if not self._off or not depth or members is None:
            return False
        listed = members if isinstance(members, list) else [membership.get("OCGs")]
        states = [self.is_off(member, depth - 1) for member in listed]
        policy = getattr(membership.get("P"), "name", "AnyOn")
        seen = {
            "AllOn": not any(states),
            "AnyOff": any(states),
            "AllOff": all(states),
            "AnyOn": not all(states),
        }
        return bool(states) and not seen.get(policy, True)


class Interpreter(PDFPageInterpreter):
    """Runs the operators of a page, with those that pdfminer passes over."""

    device: Canvas

    def __init__(
        self, resources: PDFResourceManager, device: Canvas, layers: Layers, work: list[int]
    ) -> None:
        super().__init__(resources, device)
        self._layers = layers
        self._work = work  # bytes of content so far, shared with the forms used
        self._clips = False  # the path under way is to clip what comes
        self._saved: list[tuple[Rect | None, bool]] = []
        self._off: list[bool] = []  # of the marked contents around
        self._annotations: list[dict[str, Any]] = []

    def dup(self) -> Interpreter:
        return Interpreter(self.rsrcmgr, self.device, self._layers, self._work)

    def execute(self, streams: Sequence[object]) -> None:
        """Run the operators of streams, as if they were one; a form within itself is left out."""
        self.stream_ids.clear()
        parts: list[bytes] = []
        for stream in map(stream_value, streams):
            content = stream.get_data()
            self._work[0] += STREAM_COST + len(content)
            if self._work[0] > CONTENT_BYTES:
                raise UnreadableDocument("too-complex")
            if stream.objid is not None and stream.objid not in self.parent_stream_ids:
                self.stream_ids.add(stream.objid)
                parts.append(content)
        operands = self.argstack
        for keyword in operators(b"\n".join(parts), operands):
            if keyword not in OPERATORS:
                continue
            run, count = OPERATORS[keyword]
            if count == 0:
                run(self)
            elif count <= len(operands):
                taken = operands[-count:]
                del operands[-count:]
                run(self, *taken)
            else:
                operands.clear()

    def pop(self, n: int) -> list[Any]:
        """The last operands. The list stays the one that they are put on."""
        taken = self.argstack[-n:] if n else []
        del self.argstack[len(self.argstack) - len(taken) :]
        return taken

    def do_Tf(self, fontid: Any, fontsize: Any) -> None:
        super().do_Tf(fontid, fontsize)
        if self.textstate.font is not None:
            _level(self.textstate.font)

    def do_TJ(self, seq: Any) -> None:
        if self.textstate.font is not None:
            self.device.show(self.textstate, seq, self.graphicstate.ncolor)

    # --- state of graphics

    def get_current_state(self) -> Any:
        return self.ctm, _copied(self.textstate), _copied(self.graphicstate)

    def do_q(self) -> None:
        super().do_q()
        self._saved.append((self.device.clip, self.device.opaque))

    def do_Q(self) -> None:
        super().do_Q()
        if self._saved:
            self.device.clip, self.device.opaque = self._saved.pop()

    def do_gs(self, name: Any) -> None:
        """Of the parameters set by name: whether what is painted hides what is below."""
        state = _dict(_dict(self.resources.get("ExtGState")).get(getattr(name, "name", "")))
        for key, opaque in OPAQUE.items():
            if key in state:
                self.device.opaque = getattr(resolve1(state[key]), "name", resolve1(state[key])) in opaque

    # --- clipping: by the box of the path

    def do_W(self) -> None:
        self._clips = True

    def do_W_a(self) -> None:
        self._clips = True

    def do_n(self) -> None:
        self._clip()
        super().do_n()

    def _clip(self) -> None:
        if not self._clips:
            return
        self._clips = False
        points: list[Any] = [
            segment[i : i + 2] for segment in self.curpath for i in range(1, len(segment), 2)
        ]
        if not points:
            return
        seen = [apply_matrix_pt(self.ctm, point) for point in points]
        xs, ys = [x for x, _ in seen], [y for _, y in seen]
        box = (min(xs), min(ys), max(xs), max(ys))
        self.device.clip = box if self.device.clip is None else common(self.device.clip, box)

    # --- layers

    def do_BMC(self, tag: Any) -> None:
        super().do_BMC(tag)
        self._begin(False)

    def do_BDC(self, tag: Any, props: Any) -> None:
        super().do_BDC(tag, props)
        named = isinstance(props, PSLiteral) and getattr(tag, "name", "") == "OC"
        groups = _dict(self.resources.get("Properties")) if named else {}
        self._begin(named and self._layers.is_off(groups.get(props.name)))

    def do_EMC(self) -> None:
        super().do_EMC()
        if self._off:
            self.device.is_off = self._off.pop()

    def _begin(self, is_off: bool) -> None:
        self._off.append(self.device.is_off)
        self.device.is_off |= is_off

    # --- objects of their own

    def do_Do(self, xobjid_arg: Any) -> None:
        before = self.device.is_off, self.device.clip, self.device.opaque
        form = resolve1(self.xobjmap.get(getattr(xobjid_arg, "name", "")))
        if isinstance(form, PDFStream):
            self.device.is_off |= self._layers.is_off(form.get("OC"))
        super().do_Do(xobjid_arg)
        self.device.is_off, self.device.clip, self.device.opaque = before

    def process_page(self, page: PDFPage) -> None:
        """As pdfminer does, with the appearances of fields and annotations on top, as a viewer shows them."""
        self._annotations = [note for note in map(_dict, _list(page.annots)) if _is_shown(note)]
        super().process_page(page)

    def render_contents(self, resources: Any, streams: Sequence[object], ctm: Any = MATRIX_IDENTITY) -> None:
        super().render_contents(resources, streams, ctm)
        notes, self._annotations = self._annotations, []
        if notes:
            self.device.clip, self.device.opaque, self.device.is_off = None, True, False
        for note in notes:
            if not self._layers.is_off(note.get("OC")):
                self._show(note, ctm)

    def _show(self, note: dict[str, Any], ctm: Any) -> None:
        """The appearance of an annotation, its box fitted into the rectangle (ISO 32000-1, 12.5.5)."""
        form = _appearance(note)
        if form is None:
            value = _field(note, "V")
            if isinstance(value, bytes):
                self.device.unshown.append(decode_text(value))
            return
        box, matrix = _numbers(form.get("BBox"), 4), _numbers(form.get("Matrix"), 6) or MATRIX_IDENTITY
        place = _numbers(note.get("Rect"), 4)
        if box is None or place is None:
            return
        x0, y0, x1, y1 = apply_matrix_rect(matrix, box)
        left, low = min(place[0], place[2]), min(place[1], place[3])
        across = abs(place[2] - place[0]) / (x1 - x0) if x1 > x0 else 1.0
        up = abs(place[3] - place[1]) / (y1 - y0) if y1 > y0 else 1.0
        fitted = mult_matrix(matrix, (across, 0, 0, up, left - x0 * across, low - y0 * up))
        self.subinterp().render_contents(_dict(form.get("Resources")), [form], mult_matrix(fitted, ctm))


def _paint(name: str) -> Callable[[Interpreter], None]:
    """A painting operator: it ends a path, which clips from there on where that was asked for."""

    def operator(self: Interpreter) -> None:
        self._clip()
        getattr(PDFPageInterpreter, name)(self)

    return operator


for _name in ("do_S", "do_f", "do_f_a", "do_B", "do_B_a"):
    setattr(Interpreter, _name, _paint(_name))
Interpreter.do_F = Interpreter.do_f  # type: ignore[method-assign]  # pdfminer leaves out the old name of f


OPERATORS: dict[PSKeyword, tuple[Callable[..., None], int]] = {
    KWD(_name.removeprefix("do_").replace("_a", "*").replace("_q", "'").replace("_w", '"').encode()): (
        getattr(Interpreter, _name),
        getattr(Interpreter, _name).__code__.co_argcount - 1,
    )
    for _name in dir(Interpreter)
    if _name.startswith("do_")
}
"""What runs each operator, and how many operands it takes."""


def interpret(page: PDFPage, resources: PDFResourceManager, sheet: Sheet, layers: Layers) -> Canvas:
    """The canvas of one page. Raises UnreadableDocument `too-complex`, and whatever a broken object makes pdfminer raise."""
    canvas = Canvas(resources, sheet)
    Interpreter(resources, canvas, layers, [0]).process_page(page)
    return canvas


# --- boxes ------------------------------------------------------------------------------------------------------------


def _level(font: PDFFont) -> None:
    """A font that says its type hangs below the line, or floats over it, would tear digits from the words beside them."""
    if font.vscale and not DEEPEST <= font.get_descent() <= 0:
        font.descent = USUAL_DESCENT / font.vscale


# --- objects of the file ----------------------------------------------------------------------------------------------


def _copied(state: Any) -> Any:
    """As its `copy`, without making a new one first."""
    copied = object.__new__(type(state))
    copied.__dict__.update(state.__dict__)
    return copied


def _dict(value: object) -> dict[Any, Any]:
    found = resolve1(value)
    return found if isinstance(found, dict) else {}


def _list(value: object) -> list[Any]:
    found = resolve1(value)
    return found if isinstance(found, list) else []


def _ids(value: object) -> set[int]:
    return {item.objid for item in _list(value) if isinstance(item, PDFObjRef)}


def _numbers(value: object, count: int) -> Any:
    found = [resolve1(item) for item in _list(value)]
    return tuple(found) if len(found) == count and all(isinstance(n, int | float) for n in found) else None


def _is_shown(note: dict[str, Any]) -> bool:
    flags = resolve1(note.get("F"))
    return bool(note) and not (isinstance(flags, int) and flags & (HIDDEN | NO_VIEW))


def _appearance(note: dict[str, Any]) -> PDFStream | None:
    normal = resolve1(_dict(note.get("AP")).get("N"))
    if isinstance(normal, dict):
        normal = resolve1(normal.get(getattr(resolve1(note.get("AS")), "name", "")))
    return normal if isinstance(normal, PDFStream) else None


def _field(note: dict[str, Any], key: str) -> object:
    """An entry of a field, its own or its parent's."""
    for _ in range(LOOKS_DEEP):
        if key in note or "Parent" not in note:
            break
        note = _dict(note["Parent"])
    return resolve1(note.get(key))
