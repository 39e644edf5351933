"""Documents that many tests look at, each read once: by all workers of a run, on both databases, until the parser changes.

Reading takes seconds and gives the same for the same bytes and the same program; a test of reading itself calls `parse`.
"""

from __future__ import annotations

import hashlib
import shutil
from functools import cache
from pathlib import Path

from disclosures.parsing import UnreadableDocument, parse
from disclosures.parsing.records import ParsedDocument
from disclosures.parsing.sandbox.messages import Answer, understood, written
from disclosures.parsing.temporary import written_whole

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".pytest_cache" / "readings"
PROGRAM = (ROOT / "disclosures" / "parsing", ROOT / "disclosures" / "vocabulary")
LIBRARIES = ROOT / "requirements-dev.txt"


def reading(path: Path) -> ParsedDocument:
    """What `parse` gives for a file, or the UnreadableDocument that it raises."""
    digest = hashlib.sha256(path.name.encode() + b"\0" + path.read_bytes()).hexdigest()
    kept = _folder() / f"{digest}.json"
    if not kept.exists():
        answer = written(_answer(path))
        with written_whole(kept) as file:  # another worker may read the same file just now
            file.write(answer)
    answer = understood(kept.read_bytes(), Answer)
    if answer.document is None:
        raise UnreadableDocument(answer.error, **answer.facts)
    return answer.document


def _answer(path: Path) -> Answer:
    try:
        return Answer(parse(path))
    except UnreadableDocument as error:
        return Answer(error=error.code, facts={name: str(fact) for name, fact in error.facts.items()})


@cache
def _folder() -> Path:
    """For this program; what others read is cleared away."""
    digest = hashlib.sha256(LIBRARIES.read_bytes())
    for folder in PROGRAM:
        for module in sorted(folder.rglob("*.py")):
            digest.update(module.read_bytes())
    own = KEPT / digest.hexdigest()[:16]
    own.mkdir(parents=True, exist_ok=True)
    for other in KEPT.iterdir():
        if other != own:
            shutil.rmtree(other, ignore_errors=True)
    return own
