"""A part of a file, for programs that read no more than they need (DuckDB, Parquet readers) and downloads that go on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

CHUNK = 1 << 16
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def file_answer(request: HttpRequest, path: Path, kind: str) -> HttpResponseBase:
    """The file, or the one range of it that `Range` asks for (RFC 9110). Packed by nobody on its way: it is already.

    `If-Range` asks for the whole where the file changed; as our tags are weak, it always gets the whole.
    """
    size = path.stat().st_size
    wanted = None if "If-Range" in request.headers else _RANGE.fullmatch(request.headers.get("Range", ""))
    first, last = wanted.groups() if wanted else ("", "")
    answer: HttpResponseBase
    if not first and not last:
        answer = FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type=kind)
    else:
        start = int(first) if first else max(size - int(last), 0)
        end = min(int(last), size - 1) if first and last else size - 1
        if start > end:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        answer = StreamingHttpResponse(_read(path, start, end), status=206, content_type=kind)
        answer["Content-Range"] = f"bytes {start}-{end}/{size}"
        answer["Content-Length"] = str(end - start + 1)
    answer["Accept-Ranges"] = "bytes"
    answer["Content-Encoding"] = "identity"
    return answer


def _read(path: Path, start: int, end: int) -> Iterator[bytes]:
    left = end - start + 1
    with path.open("rb") as content:
        content.seek(start)
        while left and (some := content.read(min(left, CHUNK))):
            left -= len(some)
            yield some
