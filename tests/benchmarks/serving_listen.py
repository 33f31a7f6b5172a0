"""Listens as `survey.serving.serve` does: one process, 8 threads, no access log. The parent imports nothing of ours, as there."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any


def target(folder: str, port: int, *_named: str) -> Any:
    """The application, made in the process that serves."""
    from survey.serving import rest, settle
    from tests.benchmarks.serving_app import application

    settle()
    app = application(Path(folder), port)
    rest()
    return app


def main() -> None:
    """`FOLDER PORT`."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, RuntimeModes
    from granian.log import LogLevels

    folder, port = sys.argv[1], int(sys.argv[2])
    server = Granian(
        "bench", address="127.0.0.1", port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=8, log_level=LogLevels.warning,
        log_access=False, websockets=False, http=HTTPModes.http1, runtime_mode=RuntimeModes.st,
    )  # fmt: skip
    server.serve(target_loader=partial(target, folder, port), wrap_loader=False)


if __name__ == "__main__":
    main()
