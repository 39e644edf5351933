"""The short version of mutated_files.py: forty files, every one read or refused with a code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("mutated_files.py")


def test_forty_mutated_files_are_read_or_refused() -> None:
    run = subprocess.run(
        [sys.executable, str(SCRIPT), "--count", "40", "--seed", "2", "--processes", "1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "40 files, 0 crashed" in run.stdout
