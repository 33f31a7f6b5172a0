"""`make bench`: every scenario against its floor and its peer in one run; one JSON line each, with the figures that are to be reached.

`python -m tests.benchmarks.run [survey_serving] [coding_web] [export] [startup] [--seconds 4] [--runs 3] [--without-peers]`. Drivers, floors and
peers come from ../shared/bench; ratios hold within one run only, absolute figures depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.peers import BENCH, HERE, ROOT, environment

Figures = dict[str, Any]


@dataclass(frozen=True)
class Goal:
    """A figure to be reached: at least (or at most) so much."""

    name: str
    value: float
    goal: float
    at_least: bool = True

    def told(self) -> Figures:
        """As it is printed."""
        reached = self.value >= self.goal if self.at_least else self.value <= self.goal
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "at_least" if self.at_least else "at_most": self.goal,
            "reached": reached,
        }


def driven(scenario: str, *words: str, extra: Mapping[str, str] | None = None) -> Figures:
    """The figures of one run of a driver, with our adapters and the peers' programs within its reach."""
    path = os.pathsep.join([str(HERE), str(BENCH / scenario), str(BENCH)])
    variables = {**os.environ, "PYTHONPATH": path, "SARAPTAMA_PYTHON": sys.executable, "SARAPTAMA_ROOT": str(ROOT),
                 "OTREE_BIN": str(ROOT / ".venv-otree/bin"), "TAGUETTE_BIN": str(ROOT / ".venv-taguette/bin/taguette"), **(extra or {})}  # fmt: skip
    done = subprocess.run(
        [str(environment("bench") / "python"), str(BENCH / scenario / "driver.py"), *words],
        capture_output=True, text=True, env=variables, cwd=BENCH / scenario, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{scenario} {' '.join(words)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    figures: Figures = json.loads(done.stdout.strip().splitlines()[-1])["figures"]
    return figures


def survey_serving(options: argparse.Namespace) -> tuple[Figures, list[Goal]]:
    """Page turns a second of 1, 8 and 64 respondents: at least 0.6 of bare Flask, and 5, 12, 12 times oTree."""
    words = ["--users", "1,8,64", "--seconds", str(options.seconds), "--runs", str(options.runs), "--pin"]
    floor = driven("survey_serving", "floor_peer", *words)
    ours = driven("survey_serving", "saraptama_peer", *words)
    figures = {"ours": ours, "floor": floor}
    peers: Figures = {}
    if options.peers:
        otree = str(environment("otree"))
        peers = driven(
            "survey_serving", "otree_peer", *words, "--respondents", "600", extra={"OTREE_BIN": otree, "OTREE_SESSION": "200"}
        )
        figures["otree"] = peers

    def turns(of: Figures, users: str) -> float:
        return float(of["levels"][users]["page_turns_per_s"]["median"])

    goals = [
        Goal(f"{users} respondents, of the floor", turns(ours, users) / turns(floor, users), 0.6) for users in ("1", "8", "64")
    ]
    if peers:
        goals += [
            Goal(f"{users} respondents, times oTree", turns(ours, users) / turns(peers, users), goal)
            for users, goal in (("1", 5), ("8", 12), ("64", 12))
        ]
    goals.append(Goal("errors", sum(level["errors"] for level in ours["levels"].values()), 0, at_least=False))
    goals.append(
        Goal("experts' process, MB", max(level["memory_peak_mb"] for level in ours["levels"].values()), 120, at_least=False)
    )
    return figures, goals


def coding_web(options: argparse.Namespace) -> tuple[Figures, list[Goal]]:
    """A coding added with 10,000 present, and 5,000 answers opened: within 1.5 times the floor."""
    words = ["--levels", "0,1000,10000", "--exports", "1"]
    floor = driven("coding_web", "floor_peer", *words)
    ours = driven("coding_web", "coding_web_peer", *words)
    answers = next(label for label in floor if label.startswith("answers"))
    goals: list[Goal] = []
    for level in ("0", "1000", "10000"):
        opened = [of[answers]["levels"][level]["open_s"]["median"] for of in (ours, floor)]
        goals.append(Goal(f"5,000 answers opened, {level} codings, times the floor", opened[0] / opened[1], 1.5, at_least=False))
        added = [of[answers]["levels"][level]["add_ms"]["p50"] for of in (ours, floor)]
        goals.append(Goal(f"a coding added, {level} present, times the floor", added[0] / added[1], 1.5, at_least=False))
    return {"ours": ours, "floor": floor}, goals


def export(options: argparse.Namespace) -> tuple[Figures, list[Goal]]:
    """10,000 responses of 60 questions: at least 8 times as fast as pandas with openpyxl."""
    from tests.benchmarks.export_ways import measure

    theirs = driven("export", "--only", "pandas_openpyxl", "--runs", str(min(options.runs, 3)))["pandas_openpyxl"]["s"]["median"]
    ours = measure(environment("bench") / "python", BENCH, runs=max(options.runs, 3))
    return {"ours_s": ours, "pandas_openpyxl_s": theirs}, [Goal("times pandas with openpyxl", theirs / ours, 8)]


def startup(options: argparse.Namespace) -> tuple[Figures, list[Goal]]:
    """The experts' process: ready within 1.3 times the start of Flask, Flask-WTF and SQLModel alone, under 120 MB, without heavy modules."""
    from tests.benchmarks.startup import measure

    figures = measure(runs=max(options.runs, 5))
    return figures, [
        Goal("start, times Flask + Flask-WTF + SQLModel", figures["ours_s"] / figures["floor_s"], 1.3, at_least=False),
        Goal("memory after start, MB", figures["memory_mb"], 120, at_least=False),
        Goal("heavy modules loaded", len(figures["heavy"]), 0, at_least=False),
    ]


SCENARIOS: dict[str, Callable[[argparse.Namespace], tuple[Figures, list[Goal]]]] = {
    "survey_serving": survey_serving,
    "coding_web": coding_web,
    "export": export,
    "startup": startup,
}


def main() -> int:
    """0 when every figure was reached."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("scenarios", nargs="*", help=f"of {', '.join(SCENARIOS)}; all by default")
    words.add_argument("--seconds", type=float, default=4)
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--without-peers", dest="peers", action="store_false")
    options = words.parse_args()
    if unknown := set(options.scenarios) - set(SCENARIOS):
        words.error(f"no such scenario: {', '.join(sorted(unknown))}")
    if not Path(BENCH).exists():
        print(f"The drivers are not here: {BENCH} holds the benchmarks' drivers, floors and peers.", file=sys.stderr)
        return 1
    reached = True
    for name in options.scenarios or SCENARIOS:
        figures, goals = SCENARIOS[name](options)
        told = [goal.told() for goal in goals]
        reached = reached and all(goal["reached"] for goal in told)
        print(json.dumps({"scenario": name, "goals": told, "figures": figures}, ensure_ascii=False), flush=True)
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
