"""The health check of a container: python -m config.alive ADDRESS

Docker marks a container as unhealthy and leaves it running. Where the site does not answer several times in a row, this
ends its first process, so that `restart: unless-stopped` starts the container again; where even that does not help, all
of its processes.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import urllib.request
from pathlib import Path

SECONDS = 4
ASK_TO_STOP, FORCE = 3, 5
"""After how many failures in a row. A check is made every half minute."""
FAILURES = "mingzhang-unhealthy"
FIRST, EVERYBODY = 1, -1


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=SECONDS).close()  # nosec B310 # our own, by http
    except OSError:
        return False
    return True


def main() -> int:
    failures = Path(tempfile.gettempdir(), FAILURES)
    if answers(sys.argv[1]):
        failures.unlink(missing_ok=True)
        return 0
    number = failures.stat().st_size + 1 if failures.exists() else 1
    failures.write_bytes(b"." * number)
    if number >= FORCE:
        failures.unlink()
        os.kill(EVERYBODY, signal.SIGKILL)  # all that this user may end: in a container only what is in it
    elif number >= ASK_TO_STOP:
        os.kill(FIRST, signal.SIGTERM)
    return 1


if __name__ == "__main__":
    sys.exit(main())
