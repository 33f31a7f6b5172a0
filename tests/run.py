"""The suite as `make test` runs it: in parallel, first on SQLite, then what touches rows once more on PostgreSQL.

One pytest process runs both: tests that take the `engine` fixture are parametrised by database (tests/conftest.py), so that pytest's
closing line counts everything.
"""

import os
import subprocess
import sys


def main() -> int:
    """The exit code of pytest; a run that executes no test is a failure (pytest's own code 5)."""
    workers = os.environ.get("SARAPTAMA_TEST_WORKERS", str(os.cpu_count() or 2))
    words = [sys.executable, "-m", "pytest", "-q", "-m", "not long", "-n", workers, "--dist", "loadgroup", *sys.argv[1:]]
    return subprocess.run(words, check=False, env={**os.environ, "SARAPTAMA_TEST_DATABASE": "both"}).returncode


if __name__ == "__main__":
    sys.exit(main())
