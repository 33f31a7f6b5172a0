"""The guide names every command, every setting and every file it points to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from exports.formats import FORMATS
from survey.cli import main
from survey.permissions import Role

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
OPERATING = (ROOT / "docs/guide/operating.md").read_text("utf-8")


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command with its words: ("account create", ...)."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def test_every_command_is_told() -> None:
    """Running the program names every command of the command line, with all its options."""
    for words, command in commands(main):
        assert re.search(rf"\b{re.escape(words)}\b", OPERATING), words
        assert command.help, f"{words} says nothing of itself"


@pytest.mark.parametrize(
    "option",
    [
        "--side",
        "--host",
        "--port",
        "--workers",
        "--processes",
        "--as",
        "--close",
        "--owner",
        "--json",
        "--no-serve",
        "--password-stdin",
    ],
)
def test_options_are_told(option: str) -> None:
    """Options that people type stand in the guide and exist."""
    assert option in OPERATING
    assert any(option in parameter.opts for _, command in commands(main) for parameter in command.params)


def test_every_setting_is_told() -> None:
    """Every variable that the program reads from the environment stands in the table, and no other."""
    read = set(re.findall(r"\b(?:SARAPTAMA_[A-Z_]+|DATABASE_URL)\b", (ROOT / "survey/settings.py").read_text("utf-8")))
    told = set(re.findall(r"^\| `((?:SARAPTAMA_[A-Z_]+|DATABASE_URL))` \|", OPERATING, re.MULTILINE))
    assert told == read


def test_no_command_is_made_up() -> None:
    """What the documents tell people to type exists."""
    known = {words.split()[0] for words, _ in commands(main)}
    for path in DOCUMENTS:
        typed = re.findall(r"(?:^|`)saraptama ([a-z]+)", path.read_text("utf-8"), re.MULTILINE)
        assert set(typed) <= known, path


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    """A link of a document to a file of ours leads to one that is there."""
    for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


def test_formats_and_roles_are_told() -> None:
    """Every export format and every role stands in the guide."""
    guide = "\n".join(path.read_text("utf-8") for path in (ROOT / "docs").rglob("*.md")).casefold()
    for name in FORMATS:
        assert f".{name}" in guide or f"({name})" in guide or name in guide
    for role in Role:
        assert role in guide
