"""Many files at once: folders, archives, several processes, interruptions, the summary."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files import File
from django.core.management import CommandError, call_command

from disclosures.lifecycle import ingestion
from disclosures.lifecycle.ingestion import sources
from disclosures.lifecycle.ingestion.batch import FileResult, Outcome, ingest_all
from disclosures.lifecycle.ingestion.sources import SourceFile, find
from disclosures.models import Disclosure, Document, Note
from disclosures.models.document import DocumentState
from disclosures.parsing import records
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.sandbox import Limits, Stopped
from tests.ingestion import hand

LIMITS = Limits(size=8 * 1024 * 1024)
DEMO = Path(settings.BASE_DIR) / "disclosures" / "data" / "demo"
Parse = Callable[..., records.ParsedDocument]


class GbkInfo(zipfile.ZipInfo):
    """A member as Windows in China writes it: the name in GBK, and not said so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gb18030"), self.flag_bits & ~sources.UTF8_NAME


def archive(path: Path, members: dict[str, bytes], gbk: bool = False) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            info = GbkInfo(name) if gbk else zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, content)
    return path


def content(found: SourceFile) -> bytes | str:
    """What a found file holds, or the code of why it cannot be had."""
    try:
        with found.open() as file:
            assert Path(file.name).exists()
            return file.read()
    except UnreadableDocument as error:
        return error.code


def all_of(*paths: Path) -> dict[str, bytes | str]:
    return {found.name: content(found) for found in find(paths, LIMITS)}


# --- where files lie ---------------------------------------------------------------------------------------


def test_files_folders_and_archives(tmp_path: Path) -> None:
    folder = tmp_path / "预算" / "2024"
    folder.mkdir(parents=True)
    (folder / "甲.pdf").write_bytes(b"1")
    for litter in (".DS_Store", "~$甲.docx", "Thumbs.db"):
        (folder / litter).write_bytes(b"x")
    archive(tmp_path / "预算" / "市.ZIP", {"局/": b"", "局/乙.pdf": b"2", "__MACOSX/局/._乙.pdf": b"x"})
    (tmp_path / ".丙.pdf").write_bytes(b"3")
    found = list(find([tmp_path / "预算", tmp_path / ".丙.pdf"], LIMITS))
    assert [(one.place, content(one)) for one in found] == [
        ("预算/2024/甲.pdf", b"1"),
        ("预算/市.ZIP/局/乙.pdf", b"2"),
        ("预算/市.ZIP", "litter"),
        (".丙.pdf", b"3"),
    ]


@pytest.mark.parametrize("gbk", [True, False])
def test_chinese_names_in_archives(tmp_path: Path, gbk: bool) -> None:
    names = {"财政局/2024年部门预算.pdf": b"1", "䶮县㐱.pdf": b"2", "plain.pdf": b"3"}
    found = find([archive(tmp_path / "a.zip", names, gbk)], LIMITS)
    assert {one.place for one in found} == {f"a.zip/{name}" for name in names}


def test_names_of_members_are_words_not_paths(tmp_path: Path, db: None) -> None:
    names = ["../../../etc/passwd.pdf", "/etc/shadow.pdf", "C:\\windows\\a.pdf", "..", "x\u202efdp.pdf"]
    path = archive(tmp_path / "a.zip", {name: name.encode() for name in names})
    taken = [found for found in find([path], LIMITS) if not found.is_litter]
    assert len(taken) == 4
    for found in taken:
        with found.open() as file:
            document, _ = ingestion.store(File(file), found.name)
        assert "/" not in document.original_name
        assert "\\" not in document.original_name
        assert Path(document.file.path).is_relative_to(settings.MEDIA_ROOT)


def sentence(found: SourceFile) -> str:
    with pytest.raises(UnreadableDocument) as caught, found.open():
        pass
    return caught.value.message


def test_what_is_left_out_of_an_archive_is_told_with_the_reason(tmp_path: Path) -> None:
    members = {f"__MACOSX/._{n}.pdf": b"x" for n in range(11)} | {"~$预算.docx": b"x", "内.zip": b"PK"}
    path = archive(tmp_path / "a.zip", {**members, "../局.pdf": b"up", "..": b"x"})
    link = zipfile.ZipInfo("链接.pdf")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as made:
        made.writestr(link, "/etc/passwd")
    up, nested, linked, litter = find([path], LIMITS)
    assert (up.place, content(up)) == ("a.zip/../局.pdf", b"up"), "a way up is no name that begins with a dot"
    assert sentence(nested).startswith("这是压缩文件里的压缩文件，没有解开。")
    assert sentence(linked).startswith("这是指向别处的链接")
    assert sentence(litter).endswith("不用处理：..、__MACOSX/._0.pdf、__MACOSX/._1.pdf、__MACOSX/._10.pdf、__MACOSX/._2.pdf、"
        "__MACOSX/._3.pdf、__MACOSX/._4.pdf、__MACOSX/._5.pdf、__MACOSX/._6.pdf、__MACOSX/._7.pdf 等 13 个。")  # fmt: skip
    assert [found.is_litter for found in (up, nested, linked, litter)] == [False, False, False, True]


def test_an_archive_of_a_hundred_thousand_entries_is_told_what_to_do(tmp_path: Path) -> None:
    """Its directory alone is larger than what is read of it: it is never counted."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        for number in range(100_000):
            made.writestr(f"{number:06}{'x' * 60}.pdf", b"")
    (whole,) = find([path], LIMITS)
    assert sentence(whole) == (
        "压缩文件里的文件太多，超过 10,000 个的上限，一个也没有收下。请分成几个压缩文件，分别上传。"
    )
    (none,) = find([archive(tmp_path / "b.zip", {"局/": b""})], LIMITS)
    assert sentence(none).startswith("压缩文件里没有文件。")


def test_what_is_not_safe_or_not_whole_is_refused_alone(tmp_path: Path) -> None:
    members = {
        "好.pdf": b"ok",
        "弹.pdf": bytes(6 * 1024 * 1024),
        "大.pdf": os.urandom(9 * 1024 * 1024),
        "内.zip": b"PK",
    }
    path = archive(tmp_path / "a.zip", members)
    bad = archive(tmp_path / "b.zip", {"坏.pdf": b"abcdefgh" * 50, "好二.pdf": b"ok"})
    raw = bytearray(bad.read_bytes())
    raw[raw.index("坏.pdf".encode()) + 12] ^= 0xFF
    bad.write_bytes(raw)
    assert all_of(path, bad) == {
        "好.pdf": b"ok",
        "弹.pdf": "too-complex",
        "大.pdf": "too-large",
        "内.zip": "unsupported-type",
        "坏.pdf": "damaged",
        "好二.pdf": b"ok",
    }


def test_a_member_with_a_password(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"密.pdf": b"ok"})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= sources.ENCRYPTED
    path.write_bytes(raw)
    assert all_of(path) == {"密.pdf": "encrypted"}


def test_bombs_are_refused_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = archive(tmp_path / "many.zip", {f"{n}.pdf": b"" for n in range(50)})
    assert len(all_of(many)) == 50
    monkeypatch.setattr(sources, "MOST_MEMBERS", 49)
    assert all_of(many) == {"many.zip": "too-complex"}
    monkeypatch.setattr(sources, "MOST_MEMBERS", 50)
    monkeypatch.setattr(sources, "MOST_UNPACKED", 100)
    large = archive(tmp_path / "large.zip", {"a.pdf": bytes(60), "b.pdf": bytes(60)})
    assert all_of(large) == {"large.zip": "too-complex"}
    monkeypatch.setattr(sources, "MOST_AT_ONCE", 500)
    assert all_of(many) == {"many.zip": "too-complex"}, "the directory alone is too large"


def test_members_that_share_their_bytes_are_a_bomb(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {f"{n}.pdf": os.urandom(1000) for n in range(3)})
    with zipfile.ZipFile(path, "a") as made:
        first = made.infolist()[0]
        for n in range(9):  # names for the same place in the file, as a quine of Fifield does
            twin = zipfile.ZipInfo(f"twin{n}.pdf")
            for fact in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(twin, fact, getattr(first, fact))
            made.filelist.append(twin)
        made._didModify = True
    assert all_of(path) == {"a.zip": "too-complex"}


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04 and no more", b"Rar!"])
def test_an_archive_that_is_none(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(raw)
    assert all_of(path) == {"a.zip": "damaged"}


# --- many at once ------------------------------------------------------------------------------------------


def doubtful() -> records.ParsedDocument:
    note = records.Note("sum-differs", "合计与分项不符", 2)
    return hand.document(hand.disclosure("衡水市商务局", None, notes=(note,)))


@pytest.fixture
def parser(places: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Parse]:
    """Reads by the content of a file: b"..." → what to do; anything else is a disclosure of a body of that name."""
    special: dict[str, Parse] = {}

    def parse(path: Path, limits: Limits, stopped: Callable[[], bool]) -> records.ParsedDocument:
        words = path.read_bytes().decode()
        if words in special:
            return special[words](stopped)
        return hand.document(hand.disclosure(f"衡水市{words}局", None))

    monkeypatch.setattr(ingestion, "parse_limited", parse)
    return special


def refuse(stopped: Callable[[], bool]) -> records.ParsedDocument:
    raise UnreadableDocument("damaged")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "批"
    folder.mkdir()
    for number, words in enumerate("甲乙丙丁戊"):
        (folder / f"{number}.pdf").write_bytes(words.encode())
    return folder


def run(folder: Path, processes: int = 2) -> list[FileResult]:
    with closing(ingest_all(find([folder], LIMITS), processes)) as results:
        return list(results)


def command(*arguments: object, **options: object) -> tuple[str, int]:
    out, status = StringIO(), 0
    try:
        call_command("ingest", *map(str, arguments), stdout=out, stderr=StringIO(), **options)
    except CommandError as error:
        status = error.returncode
    return out.getvalue(), status


@pytest.mark.parametrize("processes", [1, 4])
def test_the_order_is_that_of_the_files(
    parser: dict[str, Parse], folder: Path, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = ingestion.parse_limited

    def slow(path: Path, *more: object) -> records.ParsedDocument:
        time.sleep(0.05 if "甲" in path.read_text() else 0)
        return quick(path, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(ingestion, "parse_limited", slow)
    results = run(folder, processes)
    assert [result.place for result in results] == [f"批/{n}.pdf" for n in range(5)]
    names = Disclosure.objects.order_by("pk").values_list("agency__name", flat=True)
    assert list(names) == [f"衡水市{words}局" for words in "甲乙丙丁戊"]


def test_several_are_read_at_the_same_time(parser: dict[str, Parse], folder: Path) -> None:
    together = threading.Barrier(3, timeout=20)

    def meet(stopped: Callable[[], bool]) -> records.ParsedDocument:
        together.wait()
        return doubtful()

    parser.update({"甲": meet, "乙": meet, "丙": meet})
    assert all(result.outcome is Outcome.READ for result in run(folder, 3))


def test_an_interrupted_run_goes_on_where_it_was(parser: dict[str, Parse], folder: Path) -> None:
    all_begun, never = threading.Event(), threading.Event()

    def first(stopped: Callable[[], bool]) -> records.ParsedDocument:
        assert all_begun.wait(20)
        return doubtful()

    def endless(stopped: Callable[[], bool]) -> records.ParsedDocument:
        while not stopped():
            never.wait(0.01)
        raise Stopped

    def items() -> Iterator[SourceFile]:
        yield from find([folder], LIMITS)
        all_begun.set()

    parser.update({"甲": first, "丙": endless})
    with closing(ingest_all(items(), 2)) as results:
        assert [next(results).place, next(results).place] == ["批/0.pdf", "批/1.pdf"]
    states = dict(Document.objects.order_by("original_name").values_list("original_name", "state"))
    assert list(states.values()) == [DocumentState.READY] * 2 + [DocumentState.RECEIVED] * 3
    assert Disclosure.objects.count() == 2
    parser.clear()
    again = run(folder)
    assert [result.outcome for result in again] == [Outcome.KNOWN] * 2 + [Outcome.READ] * 3
    assert not Document.objects.unfinished().exists()
    assert {result.outcome for result in run(folder)} == {Outcome.KNOWN}


def test_what_is_read_again(parser: dict[str, Parse], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(stopped: Callable[[], bool]) -> records.ParsedDocument:
        raise UnreadableDocument("timeout", seconds=1)

    parser.update({"甲": refuse, "乙": slow})
    run(folder)
    parser.clear()
    outcomes = {result.place[-5]: result.outcome for result in run(folder)}
    assert outcomes["0"] is Outcome.REFUSED, "what is damaged stays damaged"
    assert outcomes["1"] is Outcome.READ, "a limit may have been raised"
    assert outcomes["2"] is Outcome.KNOWN
    monkeypatch.setattr(ingestion, "PARSER_VERSION", "next")
    assert {result.outcome for result in run(folder)} == {Outcome.READ}


def test_a_crash_stops_nobody_else(parser: dict[str, Parse], folder: Path) -> None:
    parser.update({"甲": lambda _: 1 / 0, "丙": refuse})  # type: ignore[dict-item, return-value]
    results = run(folder)
    assert [result.code for result in results] == ["crashed", "", "damaged", "", ""]


def test_the_summary(parser: dict[str, Parse], folder: Path, tmp_path: Path) -> None:
    parser.update({
        "甲": refuse,
        "乙": lambda _: hand.document(hand.disclosure("工业和信息化局", None)),
        "丙": lambda _: doubtful(),
    })  # fmt: skip
    (folder / "6.pdf").write_bytes("丁".encode())
    bundle = archive(tmp_path / "b.zip", {"密.zip": b"PK", "己.pdf": "己".encode(), "Thumbs.db": b"x"})
    text, status = command(folder, bundle, "--publish", "核对无误", "--processes", "2")
    assert status == 1
    for line in ("批/0.pdf：拒绝。文件已损坏", "批/6.pdf：重复，与“3.pdf”", "批/1.pdf：读取，待确认"):
        assert line in text
    assert "b.zip：略过。系统或办公软件留下的文件" in text
    summary = text[text.index("共 9 个文件") :].split("\n")
    for line in (
        "读取  5", "已有  0", "重复  1", "拒绝  2", "略过  1", "待确认  1", "存疑  1", "  sum-differs  1  合计与分项不符",
    ):  # fmt: skip
        assert line in summary
    assert any(line.startswith("  damaged  1  ") and "（批/0.pdf）" in line for line in summary)
    assert any(line.startswith("  unsupported-type  1  ") for line in summary)
    assert "发布了 4 份公开信息" in text
    assert Disclosure.objects.published().count() == 4
    text, status = command(folder)
    assert "已有  4" in text
    assert status == 1
    (folder / "0.pdf").unlink()
    assert command(folder)[1] == 0


def test_a_bar_on_a_terminal(parser: dict[str, Parse], folder: Path) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    parser["甲"] = refuse
    out = Terminal()
    with pytest.raises(CommandError):
        call_command("ingest", str(folder), stdout=out)
    text = out.getvalue()
    assert "批/0.pdf：拒绝" in text
    assert "批/1.pdf" not in text.split("共 5 个文件")[0]
    assert "━" * 24 + " 5/5" in text


def test_wrong_arguments(db: None, tmp_path: Path) -> None:
    for arguments in ((), (tmp_path / "没有",), (tmp_path, "--processes", "0"), (tmp_path, "--region", "1")):
        assert command(*arguments)[1] == 2
    assert command(tmp_path)[1] == 0


def test_tables_and_narrative_of_one_run_are_published_together(
    parser: dict[str, Parse], tmp_path: Path
) -> None:
    from tests.ingestion.test_parts import narrative, tables

    parser.update({"表": lambda _: tables(), "说明": lambda _: narrative()})
    bundle = archive(
        tmp_path / "办公室.zip", {"1说明.pdf": "说明".encode(), "2表.pdf": "表".encode()}, gbk=True
    )
    text, status = command(bundle, "--publish", "核对无误")
    assert status == 0
    assert "发布了 1 份" in text
    assert Disclosure.objects.visible().count() == 2
    assert Note.objects.filter(code="part-joined").count() == 2


@pytest.mark.slow
def test_ctrl_c_ends_with_the_summary_and_the_next_run_does_the_rest(tmp_path: Path) -> None:
    """The real command, the real parser, a database of its own."""
    # Its own SQLite, whatever database the tests use.
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": "", "MEDIA_ROOT": ""}
    manage = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py")]
    subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)
    folder = shutil.copytree(DEMO, tmp_path / "demo", ignore=shutil.ignore_patterns("country"))
    ingest = [*manage, "ingest", str(folder), "--processes", "1"]
    running = subprocess.Popen(
        ingest,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
        # A shell's background job ignores Ctrl-C, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert running.stdout is not None
    assert running.stdout.readline().startswith("demo/README.md：拒绝")
    assert running.stdout.readline().startswith("demo/dacheng-2022-unit.docx：读取")
    running.send_signal(signal.SIGINT)
    said, complaint = running.communicate(timeout=60)
    assert running.returncode == 130, complaint
    assert "处理了" in said
    assert "接着做" in complaint
    assert "Traceback" not in complaint
    again = subprocess.run(ingest, env=environment, capture_output=True, text=True, timeout=300, check=False)
    counts = dict(line.split() for line in again.stdout.splitlines() if line[:2] in ("读取", "已有", "拒绝"))
    assert int(counts["已有"]) >= 1
    assert (int(counts["已有"]) + int(counts["读取"]), counts["拒绝"]) == (5, "1")
