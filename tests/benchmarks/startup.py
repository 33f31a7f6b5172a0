"""How long the experts' process takes from nothing to its application, against its libraries alone, each in a fresh process."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.peers import ROOT

HEAVY = ("spacy", "pandas", "sklearn", "openpyxl", "flask_security", "alembic")
FLOOR = "import flask, flask_wtf, sqlmodel"
OURS = "from survey.settings import Settings; from survey.app import create_app; create_app(Settings.from_environment(), side='experts')"
TAIL = (
    "\nimport sys, json, resource; print(json.dumps({'mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,"
    f" 'heavy': [name for name in {HEAVY!r} if name in sys.modules]}}))"
)


def measure(*, runs: int) -> dict[str, Any]:
    """Median seconds of both over that many rounds (the first one warms the page cache), memory in MB, heavy modules found."""
    with tempfile.TemporaryDirectory() as folder:
        variables = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/experts.db", "SARAPTAMA_KEYS": str(Path(folder) / "keys")}
        subprocess.run([sys.executable, "-m", "survey", "upgrade"], env=variables, cwd=ROOT, check=True, capture_output=True)
        taken: dict[str, list[float]] = {"ours": [], "floor": []}
        said: dict[str, Any] = {}
        for round_ in range(runs + 1):
            for name, code in (("floor", FLOOR), ("ours", OURS)):
                started = time.perf_counter()
                done = subprocess.run(
                    [sys.executable, "-c", code + TAIL], env=variables, cwd=ROOT, check=True, capture_output=True, text=True
                )
                if round_:
                    taken[name].append(time.perf_counter() - started)
                said[name] = json.loads(done.stdout.strip().splitlines()[-1])
    return {
        "ours_s": round(statistics.median(taken["ours"]), 3),
        "floor_s": round(statistics.median(taken["floor"]), 3),
        "memory_mb": round(said["ours"]["mb"], 1),
        "heavy": said["ours"]["heavy"],
    }
