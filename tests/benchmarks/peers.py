"""The environments that benchmarks need, made on demand: one for drivers and floors, one for each peer, pinned with hashes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
BENCH = ROOT.parent / "shared" / "bench"


def environment(name: str) -> Path:
    """The folder of executables of `.venv-<name>`, made from `<name>.lock` when it is not there."""
    home = ROOT / f".venv-{name}"
    ready = home / ".ready"
    lock = HERE / f"{name}.lock"
    if not ready.exists() or ready.stat().st_mtime < lock.stat().st_mtime:
        print(f"setting up {home.name}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        subprocess.run([str(home / "bin/pip"), "install", "--quiet", "--require-hashes", "-r", str(lock)], check=True)
        ready.touch()
    return home / "bin"
