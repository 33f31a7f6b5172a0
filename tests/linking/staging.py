"""Fixtures shared by the tests of the promise: `stage(...)` makes an open study on a fresh database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.linking.stage import Stage, declare

MakeStage = Callable[..., Stage]


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[MakeStage]:
    declare(database_url)
    made: list[Stage] = []

    def make(**study: Any) -> Stage:
        made.append(Stage(database_url, tmp_path, **study))
        return made[-1]

    yield make
    for one in made:
        one.close()
