"""A content stream → its operators and their operands, a token at a time by one expression.

pdfminer goes through a stream in a machine of states, which is two thirds of what reading a PDF costs. Values are of its
kinds: numbers, `bytes` for strings, lists, dictionaries, its literals for names and its keywords for operators.
"""

from __future__ import annotations

import re
from binascii import a2b_hex
from collections.abc import Iterator
from typing import Any

from pdfminer.pdftypes import LITERALS_ASCII85_DECODE, PDFStream, resolve1
from pdfminer.psparser import KWD, LIT, PSKeyword, PSSyntaxError, literal_name
from pdfminer.utils import choplist

REGULAR = rb"[^\x00#/%\[\]()<>{}\s]"
TOKEN = re.compile(
    REGULAR
    + rb"++|/[^\x00/%\[\]()<>{}\s]*|<<|>>|<[0-9a-fA-F\s]*>?"
    + rb"|\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+\)"  # with brackets in brackets; deeper ones are followed by hand
    + rb"|%[^\r\n]*|[^\s\x00]",
    re.DOTALL,
)
"""A token, or numbers and words that stand solid (0-5, 1w)."""
NUMBER = re.compile(rb"[+-]?(?:\d{1,400}(?:\.\d*)?|\.\d+)")
WORD = re.compile(rb"[A-Za-z]" + REGULAR + rb"*|<<|>>|[^A-Za-z0-9.+%-]", re.DOTALL)
SOLID = re.compile(rb"[+-]?\d+(?:\.\d*)?|[+-]?\.\d*|[+-]|[A-Za-z]" + REGULAR + rb"*|.", re.DOTALL)
SPACE, NAMED_BYTE = re.compile(rb"\s"), re.compile(rb"#([0-9a-fA-F]{0,2})")
ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
ESCAPES = {b"b": b"\b", b"t": b"\t", b"n": b"\n", b"f": b"\f", b"r": b"\r"} | dict.fromkeys(
    (b"\n", b"\r", b"\r\n"), b""
)
BRACKET = re.compile(rb"\\.|[()]", re.DOTALL)
TRUTH = {b"true": True, b"false": False}
CLOSED_BY = {KWD(b"["): KWD(b"]"), KWD(b"<<"): KWD(b">>"), KWD(b"{"): KWD(b"}"), KWD(b"BI"): KWD(b"ID")}
"""What opens a list, a dictionary, a procedure and the entries of an image, and what closes it."""
DICTIONARY, IMAGE, STRING = KWD(b">>"), KWD(b"ID"), KWD(b"(")
SEVERAL = PSKeyword(b"")
"""In the place of a token that is none or several."""
SPECIAL = frozenset((*CLOSED_BY, *CLOSED_BY.values(), STRING, KWD(b">"), SEVERAL))
"""Keywords that are no operators."""


def operators(content: bytes, operands: list[Any]) -> Iterator[PSKeyword]:
    """Every operator in turn, once its operands are at the end of the list, from which its user takes them."""
    lists = _Lists(content, operands)
    inner, known = operands, dict[bytes, Any]()
    start: int | None = 0
    while start is not None:
        at, start = start, None
        for found in TOKEN.finditer(content, at):
            token = found[0]
            try:
                value = known[token]
            except KeyError:
                value = known[token] = _value(token)
            if type(value) is not PSKeyword:
                inner.append(value)
            elif value not in SPECIAL:
                if inner is operands:
                    yield value
                else:
                    inner.append(value)
            elif value is SEVERAL:
                for part in _parts(token):
                    if type(part) is PSKeyword and inner is operands:
                        yield part
                    else:
                        inner.append(part)
            else:
                start = lists.follow(value, found)
                inner = lists.inner
                if start is not None:
                    break


class _Lists:
    """The lists that are open at a place of a content stream."""

    def __init__(self, content: bytes, operands: list[Any]) -> None:
        self.inner = operands
        self._content = content
        self._outer: list[tuple[PSKeyword, list[Any]]] = []  # with what closes the list within each

    def follow(self, keyword: PSKeyword, found: re.Match[bytes]) -> int | None:
        """Open or close a list. Returns where to go on, where that is not behind the keyword."""
        if keyword in CLOSED_BY:
            self._outer.append((CLOSED_BY[keyword], self.inner))
            self.inner = []
        elif self._outer and keyword is self._outer[-1][0]:
            values, (_, self.inner) = self.inner, self._outer.pop()
            if keyword is IMAGE:
                return self._image(values, found.end() + 1)
            self.inner.append(_dictionary(values) if keyword is DICTIONARY else values)
        elif keyword is STRING:
            return self._deep_string(found.start())
        return None

    def _image(self, entries: list[Any], start: int) -> int | None:
        """An image in the stream itself; its bytes end before EI, or with the end mark of their encoding."""
        if len(entries) % 2:
            return None
        described = {literal_name(name): resolve1(value) for name, value in choplist(2, entries)}
        filters = described.get("F")
        first = filters[:1] if isinstance(filters, list) else [filters]
        mark = b"~>" if first and first[0] in LITERALS_ASCII85_DECODE else b""
        end = re.compile((mark or b"EI") + rb"\s").search(self._content, start)
        if end is None:
            return len(self._content)
        data = re.sub(rb"(?:\r\n|[\r\n])\Z", b"", self._content[start : end.start()])
        self.inner.append(PDFStream(described, data + mark))
        return end.start() + len(mark)

    def _deep_string(self, start: int) -> int:
        depth = 0
        for found in BRACKET.finditer(self._content, start):
            depth += {b"(": 1, b")": -1}.get(found[0], 0)
            if depth == 0:
                self.inner.append(_string(self._content[start + 1 : found.start()]))
                return found.end()
        return len(self._content)


def _value(token: bytes) -> Any:
    """What a token stands for; SEVERAL where that is not one value."""
    if NUMBER.fullmatch(token):
        return float(token) if b"." in token else int(token)
    match token[:1]:
        case b"/":
            return _name(token[1:])
        case b"(" if len(token) > 1:
            return _string(token[1:-1])
        case b"<" if token != b"<<":
            digits = SPACE.sub(b"", token.strip(b"<>"))
            return a2b_hex(digits + b"0" * (len(digits) % 2))
    if WORD.fullmatch(token):
        return TRUTH.get(token, KWD(token))
    return SEVERAL


def _parts(token: bytes) -> Iterator[Any]:
    """The values of a token that is not one: none of a comment, or of a sign or point without digits."""
    for part in SOLID.findall(token) if not token.startswith(b"%") else ():
        value = _value(part)
        if value is not SEVERAL:
            yield value


def _name(token: bytes) -> Any:
    if b"#" in token:
        token = NAMED_BYTE.sub(lambda found: bytes((int(found[1], 16),)) if found[1] else b"", token)
    try:
        return LIT(token.decode())
    except UnicodeDecodeError:
        return LIT(token)


def _string(text: bytes) -> bytes:
    """The bytes between the brackets of a string (ISO 32000-1, 7.3.4.2)."""
    return ESCAPED.sub(_unescaped, text) if b"\\" in text else text


def _unescaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    return bytes((int(sign, 8) & 0xFF,)) if sign[:1].isdigit() and sign < b"8" else ESCAPES.get(sign, sign)


def _dictionary(values: list[Any]) -> dict[str, Any]:
    if len(values) % 2:
        raise PSSyntaxError("a name without a value in a dictionary")
    return {literal_name(name): value for name, value in choplist(2, values)}
