"""Imports point down, and the experts' side stands alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from survey.keys import Keys

ROOT = Path(__file__).parents[2]
STUDIO_ONLY = (
    "flask_security",
    "alembic",
    "granian",
    "spacy",
    "pandas",
    "numpy",
    "sklearn",
    "openpyxl",
    "coding",
    "exports",
)
STUDIO_PACKAGES = ("survey.accounts", "survey.studio", "survey.fieldwork", "survey.migrations.upgrading")


def test_contracts_of_imports_hold() -> None:
    """import-linter's contracts in pyproject.toml: four floors, no web below, nothing of the team on the experts' side."""
    code = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(cache_dir=None))"  # it silences loggers of its process
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def loaded(code: str, tmp_path: Path) -> set[str]:
    """Modules that a fresh process has loaded after that code."""
    Keys.create(tmp_path / "keys")
    told = f"import sys, json\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    variables = {"DATABASE_URL": f"sqlite:///{tmp_path}/x.db", "SARAPTAMA_KEYS": str(tmp_path / "keys"), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", told], env=variables, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.strip().splitlines()[-1]))


def test_the_experts_process_loads_nothing_of_the_team(tmp_path: Path) -> None:
    """An application of the experts' side, with all its pages, has none of the team's libraries and packages in memory."""
    code = (
        "from survey.settings import Settings; from survey.app import create_app; from survey.migrations import HEAD\n"
        "create_app(Settings.from_environment(), side='experts')"
    )
    found = loaded(code, tmp_path)
    assert "survey.respond.views" in found
    assert {name for name in found if name.split(".")[0] in STUDIO_ONLY or name.startswith(STUDIO_PACKAGES)} == set()


def test_asking_for_help_loads_nothing(tmp_path: Path) -> None:
    """The command line loads what a command needs when it runs."""
    found = loaded("import survey.cli", tmp_path)
    assert {"flask", "sqlalchemy", "openpyxl", "alembic", "granian"} & found == set()


def test_the_studio_starts_without_languages_of_nlp(tmp_path: Path) -> None:
    """spaCy, scikit-learn and pandas load when they are first used, not when the team's side starts."""
    code = "from survey.settings import Settings; from survey.app import create_app; create_app(Settings.from_environment(), side='studio')"
    assert {"spacy", "sklearn", "pandas", "survey.respond.views"} & loaded(code, tmp_path) == set()
