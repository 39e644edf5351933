"""CPU and memory of the whole import beside bare pdfplumber text + tables, in one run.

    python tests/benchmarks/import_cost.py [FILE.pdf …] [--pages 2000]

1. Over the files (default: the Shanghai documents of ../shared if they are there, else the samples): CPU of read,
   recognise, confirm and load into a fresh SQLite, over the CPU of pdfplumber alone. Goal ≤ 0.5.
2. One long document made of a sample's pages: CPU a page at --pages over that at 100 (goal ≤ 1.15) and the peak memory
   of the process that reads it (goal < 300 MB). The limit on pages is left aside for it.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
DEMO = ROOT / "disclosures" / "data" / "demo"
SHANGHAI = ROOT.parent / "shared" / "documents" / "shanghai"


def cpu(task: Callable[[Path], object], path: Path) -> float:
    started = time.process_time()
    task(path)
    return time.process_time() - started


def bare(path: Path) -> None:
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.extract_tables()
            page.close()


def whole_import(path: Path) -> None:
    """Read, recognise, confirm and load, in this process."""
    from django.core.files import File

    from disclosures.lifecycle.ingestion import store
    from disclosures.lifecycle.ingestion.loader import load
    from disclosures.parsing import parse

    with path.open("rb") as content:
        document, _ = store(File(content), path.name)
    load(document, parse(path))


def fresh_database() -> None:
    folder = tempfile.mkdtemp(prefix="import-cost-")
    os.environ |= {"DATA_DIR": folder, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "config.settings"}
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_classifications", verbosity=0)


def long_document(sample: Path, pages: int, folder: Path) -> Path:
    """The sample's pages again and again."""
    path = folder / f"{pages}.pdf"
    with pypdfium2.PdfDocument(sample) as source, pypdfium2.PdfDocument.new() as made:
        while len(made) < pages:
            made.import_pages(source, list(range(min(len(source), pages - len(made)))))
        made.save(path)
    return path


READ_LONG = """
import resource, sys, time
from pathlib import Path
from disclosures.parsing import parse_document
from disclosures.parsing.readers import pdf
from disclosures.parsing.records import Source
started = time.process_time()
document = pdf.read(Path(sys.argv[1]))
parse_document(document, Source("long.pdf", "", document.media_type, document.pages))
print(time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def read_long(path: Path) -> tuple[float, float]:
    """CPU seconds and peak memory in MB of reading one file in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-c", READ_LONG, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds, megabytes = map(float, run.stdout.split())
    return seconds, megabytes


def long_documents(pages: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="long-document-"))
    sample = DEMO / "hengshui-2022-units.pdf"
    short, _ = read_long(long_document(sample, 100, folder))
    long, megabytes = read_long(long_document(sample, pages, folder))
    ratio = (long / pages) / (short / 100)
    print(
        f"{pages} pages: CPU a page {ratio:.2f} × that at 100 (goal ≤ 1.15), peak {megabytes:.0f} MB (goal < 300)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--pages", type=int, default=2000)
    options = parser.parse_args()
    files = options.files or sorted((SHANGHAI if SHANGHAI.is_dir() else DEMO).glob("*.pdf"))
    long_documents(options.pages)  # first: a process begins with the peak of the one that started it
    fresh_database()
    whole_import(DEMO / "xingtai-2022-department.pdf")  # imports and caches are paid before the clock starts
    gc.freeze()  # as the worker and the nursery do
    ours = theirs = 0.0
    for path in files:
        mine, bare_one = cpu(whole_import, path), cpu(bare, path)
        ours, theirs = ours + mine, theirs + bare_one
        print(f"{path.name}: import {mine:.2f} s   pdfplumber {bare_one:.2f} s   ratio {mine / bare_one:.2f}")
    print(f"whole import over {len(files)} files: CPU ratio {ours / theirs:.2f} (goal ≤ 0.5)")
    print(f"this process: peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
