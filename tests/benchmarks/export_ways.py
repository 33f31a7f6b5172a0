"""Our way of writing 10,000 responses of 60 questions, measured as the driver in ../shared/bench measures the others.

`saraptama(data, path)` fits into the driver's WAYS. It writes the whole workbook file: styles, frozen head of two rows, filter, widths,
then the streamed rows. By itself: `python -m tests.benchmarks.export_ways BENCH_FOLDER`.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
#: Of the driver's 60 columns: 36 choices, 12 whole numbers, 6 short texts, 6 long ones.
LONG = 6


def saraptama(data: Sequence[Sequence[Any]], path: str) -> None:
    """path + ".xlsx" holds the data as the sheet of responses does: names, labels, then one row for each."""
    from exports.formats.xlsx.book import Table, write_book
    from exports.formats.xlsx.looks import Column

    names = tuple(f"q{number:02d}" for number in range(1, len(data[0]) + 1))
    short = len(names) - LONG
    table = Table(
        title="Responses",
        heads=(names, tuple(f"Question {name}" for name in names)),
        columns=(Column.SHORT,) * short + (Column.LONG,) * LONG,
        widths=(18,) * short + (60,) * LONG,
        rows=data,
        height=32,
    )
    with Path(path + ".xlsx").open("wb") as stream:
        write_book([table], stream)


def measure(python: Path, bench: Path, *, runs: int, rows: int = 10_000) -> float:
    """The median of seconds over so many fresh processes. `python` runs the others: ours must be of the same version to be compared."""
    theirs = subprocess.run(
        [python, "-c", "import sys; print(sys.version)"], check=True, capture_output=True, text=True
    ).stdout.strip()
    if theirs != sys.version:
        raise SystemExit(f"The peers run on Python {theirs}, this program on {sys.version}: their times cannot be compared.")
    return statistics.median(once(bench, rows)["s"] for _ in range(runs))


def once(bench: Path, rows: int) -> dict[str, float]:
    """Seconds, extra memory in MB and bytes of one run in a fresh process, as the driver's `one` reports them."""
    with tempfile.TemporaryDirectory(prefix="export_") as folder:
        words = [sys.executable, "-m", "tests.benchmarks.export_ways", str(bench), "--child", str(rows), folder]
        done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=ROOT)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> None:
    """In a child: one run. Else five, printed."""
    bench, *child = sys.argv[1:]
    if not child:
        print(json.dumps([once(Path(bench), 10_000) for _ in range(5)]))
        return
    sys.path[:0] = [str(Path(bench) / "export"), bench]
    import driver

    import exports.formats.xlsx.book  # noqa: F401 - as the driver imports the others' libraries before it starts the clock

    driver.saraptama = saraptama
    driver.one("saraptama", int(child[1]), child[2])


if __name__ == "__main__":
    main()
