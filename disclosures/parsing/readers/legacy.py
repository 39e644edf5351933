"""Word 97 and RTF files, and old workbooks → Document, converted by LibreOffice where it is installed.

The converter gets a folder and a profile of its own, without macros or links, and is gone when the file is read or the
time is up. What was converted says so in a note: a conversion may slip where the original does not.
"""

from __future__ import annotations

import subprocess  # nosec B404: starts LibreOffice with fixed arguments, without a shell
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from disclosures.parsing import office
from disclosures.parsing.document import Document, SourceNote
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers import docx, guards, spreadsheet

SECONDS = 50
"""For one conversion. A large document takes five; the whole parse has sixty."""
RESTART = 81
"""What LibreOffice ends with after it has made a new profile: it wants to be started again."""
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
</oor:items>
"""
"""No macros; nothing that the document refers to is fetched."""
FIB = b"\xec\xa5"
"""How the WordDocument stream begins ([MS-DOC] 2.5.1, FibBase)."""
SECTOR = 512
FLAGS, ENCRYPTED = 10, 0x0100


def read_text_document(path: Path) -> Document:
    """Read a DOC or RTF. Raises UnreadableDocument: `legacy-format` without LibreOffice, `encrypted`, `damaged`, …"""
    if _has_password(path):
        raise UnreadableDocument("encrypted")
    return _read(path, "docx", docx.read)


def read_workbook(path: Path) -> Document:
    """Read an XLS; by LibreOffice only where the reader for workbooks finds it damaged."""
    try:
        return spreadsheet.read(path)
    except UnreadableDocument as error:
        if error.code != "damaged" or office.converter() is None:
            raise
        return _read(path, "xlsx", spreadsheet.read)


def printed(path: Path, target: Path) -> None:
    """Write an Office file as a PDF. Raises UnreadableDocument as `read_text_document` does."""
    if _has_password(path):
        raise UnreadableDocument("encrypted")
    with TemporaryDirectory() as folder:
        _converted(path, "pdf", Path(folder)).replace(target)


def _read(path: Path, form: str, reader: Callable[[Path], Document]) -> Document:
    with TemporaryDirectory() as folder:
        made = _converted(path, form, Path(folder))
        guards.check(made)
        document = reader(made)
    note = SourceNote(f"由旧格式（{path.suffix.lower() or form}）转换读取，请对照原件")
    return replace(document, name=path.name, media_type="application/msword", notes=(note, *document.notes))


def _converted(path: Path, form: str, folder: Path) -> Path:
    """The file in its new form, inside `folder`."""
    converter = office.converter()
    if converter is None:
        raise UnreadableDocument("legacy-format", seen=path.suffix.lower())
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    command = [str(converter), "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    command += ["--convert-to", form, "--outdir", str(folder), str(path.resolve())]
    if _run(command, folder) == RESTART:
        _run(command, folder)
    made = next(folder.glob(f"*.{form}"), None)
    if made is None:
        raise UnreadableDocument("damaged")
    return made


def _run(command: list[str], home: Path) -> int:
    """Run to the end, or kill it. LibreOffice is one process here: killing it leaves none behind."""
    try:
        return subprocess.run(  # nosec B603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"HOME": str(home), "TMPDIR": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            timeout=SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        raise UnreadableDocument("timeout", seconds=SECONDS) from None


def _has_password(path: Path) -> bool:
    """Does the Word 97 stream say that it is encrypted? LibreOffice would wait for somebody to type."""
    content = path.read_bytes()
    for start in range(0, len(content) - FLAGS - 2, SECTOR):
        if content.startswith(FIB, start):
            return bool(int.from_bytes(content[start + FLAGS : start + FLAGS + 2], "little") & ENCRYPTED)
    return False
