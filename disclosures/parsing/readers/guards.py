"""What is looked at before any library opens a file: what it really is, and whether reading it is safe.

Nothing here trusts the name of a file, the sizes it declares or the counts it promises.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

import pypdfium2

from disclosures.parsing.content_limits import LIMITS, MEGABYTE, RATIO_FROM, ContentLimits
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers import compound, workbook_flat

CHUNK = 256 * 1024
HEAD = 1024
"""A PDF may begin with some bytes of junk; its mark must stand this early (ISO 32000-1, annex H)."""
PDF_TAIL = 4096
"""A whole PDF ends with %%EOF; some servers add a few bytes."""
PDFIUM_PASSWORD_ERROR = 4


class FileKind(StrEnum):
    """What a file is, by its content."""

    PDF = "PDF"
    DOCX = "DOCX"
    XLSX = "XLSX"
    XLS = "XLS"
    TEXT = "文本文件"
    DOC = "DOC"
    HTML = "网页"
    XML = "XML"
    RTF = "RTF"
    FLAT_XLS = "Excel 2003 XML 表格"
    MHT = "MHT 网页"
    IMAGE = "图片"
    ARCHIVE = "压缩文件"
    OTHER_OFFICE = "其他 Office 文件"
    ENCRYPTED_OFFICE = "加密的 Office 文件"
    BINARY = "二进制数据"


SUPPORTED = frozenset(FileKind) - {
    FileKind.XML,
    FileKind.IMAGE,
    FileKind.ARCHIVE,
    FileKind.OTHER_OFFICE,
    FileKind.ENCRYPTED_OFFICE,
    FileKind.BINARY,
}

CLAIMS: dict[str, FileKind] = {
    ".pdf": FileKind.PDF,
    ".docx": FileKind.DOCX,
    ".docm": FileKind.DOCX,
    ".doc": FileKind.DOC,
    ".wps": FileKind.DOC,
    ".xlsx": FileKind.XLSX,
    ".xlsm": FileKind.XLSX,
    ".xls": FileKind.XLS,
    ".et": FileKind.XLS,
    ".txt": FileKind.TEXT,
    ".md": FileKind.TEXT,
    ".tsv": FileKind.TEXT,
    ".csv": FileKind.TEXT,
    ".html": FileKind.HTML,
    ".htm": FileKind.HTML,
    ".xhtml": FileKind.HTML,
    ".rtf": FileKind.RTF,
    ".mht": FileKind.MHT,
    ".mhtml": FileKind.MHT,
}
"""What a file name claims. Other endings claim nothing."""
OFFICE = frozenset(
    {
        FileKind.DOC,
        FileKind.DOCX,
        FileKind.XLS,
        FileKind.XLSX,
        FileKind.FLAT_XLS,
        FileKind.RTF,
        FileKind.HTML,
        FileKind.MHT,
    }
)
"""What Word and Excel open under the name of one another; systems write a web page and call it .xls."""
ALSO = {
    FileKind.HTML: frozenset({FileKind.XML, FileKind.MHT}),
    FileKind.MHT: frozenset({FileKind.HTML}),
    FileKind.DOC: OFFICE,
    FileKind.DOCX: OFFICE,
    FileKind.RTF: OFFICE,
    FileKind.XLS: OFFICE | {FileKind.TEXT},
    FileKind.XLSX: OFFICE | {FileKind.TEXT},
}
"""What a claim may turn out to be without anybody noticing. What poses as a PDF, or is one, is no such slip."""

MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"{\\rtf", FileKind.RTF),
    (b"\x89PNG", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
    (b"II*\x00", FileKind.IMAGE),
    (b"MM\x00*", FileKind.IMAGE),
    (b"BM", FileKind.IMAGE),
    (b"Rar!", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"\x1f\x8b", FileKind.ARCHIVE),
)
OLE_STREAMS: tuple[tuple[str, FileKind], ...] = (
    ("EncryptedPackage", FileKind.ENCRYPTED_OFFICE),
    ("WordDocument", FileKind.DOC),
    ("Workbook", FileKind.XLS),
    ("Book", FileKind.XLS),
)
"""Streams at the root of an OLE container that tell what it holds."""

PDF_MARK = re.compile(rb"(?:^|[\r\n\x00\xef\xbb\xbf])\s*%PDF-\d")
MHT_MARK = re.compile(
    rb"^\s*(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*)*?Content-Type:\s*multipart/related", re.IGNORECASE
)
HTML_MARK = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
XML_MARK = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE)", re.IGNORECASE)
DECLARATIONS = tuple(
    mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)


def check(path: Path, limits: ContentLimits = LIMITS) -> FileKind:
    """What the file is. Raises UnreadableDocument where it is not supported, not what it claims, or not safe to open."""
    size = path.stat().st_size
    if size == 0:
        raise UnreadableDocument("empty")
    if size > limits.file_bytes:
        raise UnreadableDocument("too-large", size=_megabytes(size), limit=_megabytes(limits.file_bytes))
    kind = sniff(path)
    if kind is FileKind.ENCRYPTED_OFFICE:
        raise UnreadableDocument("encrypted")
    claimed = CLAIMS.get(path.suffix.lower())
    if claimed is not None and claimed is not kind and kind not in ALSO.get(claimed, ()):
        raise UnreadableDocument("type-mismatch", claimed=path.suffix.lower(), seen=kind.value)
    if kind not in SUPPORTED:
        raise UnreadableDocument("unsupported-type", seen=kind.value)
    if kind is FileKind.PDF:
        check_pdf(path, limits)
    if kind in (FileKind.DOCX, FileKind.XLSX):
        check_package(path, limits)
    return kind


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.0f} MB"


# --- what it is ------------------------------------------------------------------------------------------


def sniff(path: Path) -> FileKind:
    """What the content is, from its first bytes and its directory."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if PDF_MARK.search(head):
        return FileKind.PDF
    if head.startswith(b"PK\x03\x04"):
        return _sniff_package(path)
    if head.startswith(compound.MARK):
        return _sniff_ole(path)
    if MHT_MARK.match(head):
        return FileKind.MHT
    if XML_MARK.search(head) and workbook_flat.MARK in head:
        return FileKind.FLAT_XLS
    if HTML_MARK.search(head):
        return FileKind.HTML
    if XML_MARK.search(head):
        return FileKind.XML
    for magic, kind in MAGIC:
        if head.startswith(magic) and not (magic == b"BM" and b"\x00" not in head):
            return kind
    return FileKind.TEXT if _is_text(path) else FileKind.BINARY


def _sniff_package(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableDocument("damaged") from None
    if any(name.startswith("word/") for name in names):
        return FileKind.DOCX
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    return (
        FileKind.OTHER_OFFICE if "[Content_Types].xml" in names or "mimetype" in names else FileKind.ARCHIVE
    )


def _sniff_ole(path: Path) -> FileKind:
    """By the streams at its root: those of embedded objects say nothing of the file."""
    try:
        names = compound.Compound(path.read_bytes()).names
    except (ValueError, struct.error):
        raise UnreadableDocument("damaged") from None
    return next((kind for name, kind in OLE_STREAMS if name in names), FileKind.OTHER_OFFICE)


def _is_text(path: Path) -> bool:
    """Does all of it decode, with hardly a control character?"""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = () if b"\x00" in content else ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        controls = sum(ord(char) < 32 and char not in "\t\r\n\f" for char in text)
        return controls * 1000 <= len(text)
    return False


# --- whether it is safe ----------------------------------------------------------------------------------


def check_package(path: Path, limits: ContentLimits = LIMITS) -> None:
    """Raises UnreadableDocument where a DOCX or XLSX is a bomb, is damaged or has a password."""
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
            if any(member.flag_bits & 1 for member in members):
                raise UnreadableDocument("encrypted")
            if (
                len(members) > limits.members
                or sum(member.file_size for member in members) > limits.expanded_bytes
            ):
                raise UnreadableDocument("too-complex")
            for member in members:
                _check_part(package, member, limits)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError):
        raise UnreadableDocument("damaged") from None


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, limits: ContentLimits) -> None:
    """One file of the package: its size, its ratio, and that its XML declares neither document type nor entities.

    Office never writes such declarations; they are how a few bytes grow to gigabytes, or reach for other files.
    """
    if part.file_size > limits.part_bytes:
        raise UnreadableDocument("too-complex")
    if part.file_size > RATIO_FROM and part.file_size > limits.ratio * max(part.compress_size, 1):
        raise UnreadableDocument("too-complex")
    if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
        return
    overlap = max(map(len, DECLARATIONS)) - 1
    before = b""
    with package.open(part) as content:  # reading to the end also proves the checksum
        while chunk := content.read(CHUNK):
            if any(mark in before + chunk for mark in DECLARATIONS):
                raise UnreadableDocument("too-complex")
            before = chunk[-overlap:]


def check_pdf(path: Path, limits: ContentLimits = LIMITS) -> None:
    """Raises UnreadableDocument where a PDF is cut off, has a password to open it, or has too many pages.

    A viewer shows what is left of a truncated file without a word. A budget that lacks its last tables must not pass
    for a whole one: the end mark has to be there, and every page that the file counts has to open.
    """
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - PDF_TAIL, 0))
        tail = file.read()
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise UnreadableDocument("damaged")
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        code = "encrypted" if getattr(error, "err_code", None) == PDFIUM_PASSWORD_ERROR else "damaged"
        raise UnreadableDocument(code) from None
    try:
        pages = len(document)
        if pages == 0:
            raise UnreadableDocument("damaged")
        if pages > limits.pages:
            raise UnreadableDocument("too-many-pages", pages=pages, limit=limits.pages)
        for index in range(pages):
            document.get_page_size(index)  # opens the page without running its content
    except pypdfium2.PdfiumError:
        raise UnreadableDocument("damaged") from None
    finally:
        document.close()
