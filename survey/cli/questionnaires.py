"""Commands for questionnaires in files."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


@click.group()
def questionnaire() -> None:
    """Questionnaires in files."""


@questionnaire.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON array, for programs.")
@click.option("--language", type=click.Choice(["kk", "ru", "en"]), default="en", show_default=True)
def check(file: Path, as_json: bool, language: str) -> None:  # noqa: FBT001
    """Say everything that is wrong with an XLSForm workbook. Exit code 1 if it could not be published."""
    from questionnaires import commands

    problems = commands.check_file(file, language)
    if as_json:
        click.echo(json.dumps([commands.record(problem) for problem in problems], ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            place = f"{problem.sheet} {problem.column}{problem.row or ''}".strip()
            click.echo(": ".join(part for part in (str(problem.severity), place, problem.message) if part))
            if problem.hint:
                click.echo(f"    {problem.hint}")
        if not problems:
            click.echo("Nothing is wrong with it.")
    sys.exit(commands.exit_code(problems))
