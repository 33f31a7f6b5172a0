"""The command line: doors that people and scripts open; bad input gets sentences and exit codes, never a trace."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from questionnaires.models import QuestionnaireVersion, Study
from survey.accounts.models import Account
from survey.cli import main
from survey.members import add_member
from survey.models import AuditEntry, Membership
from survey.permissions import Role
from survey.settings import Settings
from tests.conftest import NOW

Command = Callable[..., Result]
FORM = Path(__file__).parents[3] / "questionnaires/instruments/theologians/theologians.xlsx"


@pytest.fixture
def run(settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Command:
    """`run("study", "list")` in an environment that names the test's database and keys."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SARAPTAMA_KEYS", str(settings.keys))

    def run(*words: str, given: str = "", code: int = 0) -> Result:
        done = CliRunner().invoke(main, words, input=given)
        assert done.exit_code == code, done.output
        assert "Traceback" not in done.output
        return done

    return run


@pytest.fixture
def owner(run: Command) -> str:
    run("account", "create", "lead@example.org", "--owner", "--name", "Жетекші Әсел", "--language", "kk")
    return "lead@example.org"


def test_an_account_is_made_with_a_link(run: Command, engine: Engine) -> None:
    """The link that is printed sets the password; the account waits without one."""
    said = run("account", "create", "Lead@Example.org", "--owner", "--name", "Жетекші Әсел", "--language", "kk").output
    assert re.search(r"http://127\.0\.0\.1:8000/enter/[\w-]{32}\n", said)
    with Session(engine) as session:
        account = session.exec(select(Account)).one()
    assert (account.email, account.name, account.language, account.founder) == ("lead@example.org", "Жетекші Әсел", "kk", True)
    assert account.password is None
    assert run("account", "list").output == "lead@example.org\tЖетекші Әсел\tmay make studies, no password yet\n"


def test_a_password_may_come_on_standard_input(run: Command, engine: Engine) -> None:
    """For scripts: the password is read from standard input and judged like any other."""
    refused = run("account", "create", "a@example.org", "--password-stdin", given="short\n", code=1)
    assert "at least 12" in refused.output
    with Session(engine) as session:
        assert session.exec(select(Account)).all() == []
    run("account", "create", "a@example.org", "--password-stdin", given="сары дала, көк аспан\n")
    with Session(engine) as session:
        assert str(session.exec(select(Account)).one().password).startswith("$argon2id$")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("account", "create", "no address"), "no address is no mail address. It looks like name@example.org."),
        (("account", "create", "lead@example.org"), "There is an account of lead@example.org already."),
        (("account", "password", "x@example.org"), "There is no account of x@example.org. List them with: saraptama account list"),
        (("study", "release", "nope", "--as", "lead@example.org"), "There is no study nope. List them with: saraptama study list"),
        (("study", "create", "Bad Slug", "--title", "T", "--questionnaire", str(FORM)), "small Latin letters, digits and hyphens"),
        (
            ("study", "create", "ok", "--title", "T", "--questionnaire", "nofile.xlsx"),
            "There is no file nofile.xlsx. Shipped questionnaires: theologians",
        ),
        (("study", "create", "ok", "--title", "T", "--questionnaire", __file__), "cannot be used as it is"),
        (
            ("study", "create", "ok", "--title", "T", "--questionnaire", str(FORM), "--as", "y@example.org"),
            "There is no account of y@example.org",
        ),
        (("study", "create", "ok", "--title", "", "--questionnaire", str(FORM)), "The study has no title"),
        (("export", "nope", "xlsx", "o.xlsx", "--as", "lead@example.org"), "There is no study nope"),
        (("export", "nope", "docm", "o.docm", "--as", "lead@example.org"), "There is no format docm. There are: xlsx"),
        (("database", "role", "--name", "x; drop"), "use letters, digits and underscores only"),
        (("serve", "--processes", "0"), "0 is not in the range"),
        (("serve", "--host", "0.0.0.0"), "Set SARAPTAMA_BASE_URL"),
        (("questionnaire", "check", "nofile.xlsx"), "does not exist"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_bad_input_gets_a_sentence(words: tuple[str, ...], sentence: str, run: Command, owner: str) -> None:
    """What, and how to mend it; the exit code is 1, or click's 2 for words that are no command."""
    done = CliRunner().invoke(main, words)
    assert done.exit_code in {1, 2}
    assert sentence in done.output
    assert "Traceback" not in done.output


def test_a_database_that_was_not_made_names_the_command(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command that needs rows, and serve, refuses an old schema."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    for words in (("study", "list"), ("account", "list"), ("serve",)):
        assert "saraptama upgrade" in run(*words, code=1).output
    monkeypatch.setenv("DATABASE_URL", "mysql://x")
    assert "DATABASE_URL must begin with sqlite:/// or postgresql" in run("study", "list", code=1).output
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert "The database cannot be reached" in run("study", "list", code=1).output


def test_upgrade_makes_database_and_keys(tmp_path: Path, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """From nothing: the tables, and keys that only their owner can read; a second time changes nothing."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/fresh/one.db")
    monkeypatch.setenv("SARAPTAMA_KEYS", str(tmp_path / "fresh/keys"))
    run("upgrade")
    kept = {path: path.read_bytes() for path in (tmp_path / "fresh/keys").rglob("*.key")}
    assert kept
    assert {path.stat().st_mode & 0o077 for path in kept} == {0}
    run("upgrade")
    assert {path: path.read_bytes() for path in kept} == kept


def test_a_study_is_made_listed_and_exported(run: Command, owner: str, engine: Engine, tmp_path: Path) -> None:
    """Given an account that may make studies, then a study with a file and a shipped questionnaire is its own."""
    run(
        "study", "create", "returnees", "--title", "kk=Оралу 🌿", "--title", "Return", "--mode", "anonymous",
        "--questionnaire", str(FORM), "--questionnaire", "psychologists",
    )  # fmt: skip
    assert run("study", "list").output == "returnees\tdraft\tanonymous\tОралу 🌿\n"
    with Session(engine) as session:
        study = session.exec(select(Study)).one()
        assert study.title == {"kk": "Оралу 🌿", "en": "Return"}
        assert len(session.exec(select(QuestionnaireVersion)).all()) == 2
        assert session.exec(select(Membership)).one().role == "owner"
    file = tmp_path / "out.xlsx"
    run("export", "returnees", "xlsx", str(file), "--as", owner, "--language", "kk", "--audience", "team")
    assert load_workbook(io.BytesIO(file.read_bytes())).sheetnames
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.glob(".out*")] == []
    with Session(engine) as session:
        acts = [entry.action for entry in session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))]
    assert acts == ["account created", "study created", "exported"]


def test_a_refused_study_leaves_nothing(run: Command, owner: str, engine: Engine) -> None:
    """Given a fault anywhere, then nothing of the study is stored."""
    run("study", "create", "one", "--title", "T", "--mode", "open", "--questionnaire", str(FORM), code=1)
    with Session(engine) as session:
        assert session.exec(select(Study)).all() == []


def test_whose_study_it_is_must_be_clear(run: Command, owner: str) -> None:
    """With two who may make studies, one is named; who may not is refused."""
    run("account", "create", "second@example.org", "--owner")
    run("account", "create", "coder@example.org")
    words = ("study", "create", "one", "--title", "T", "--questionnaire", "theologians")
    assert "Say whose study it is: --as EMAIL" in run(*words, code=1).output
    assert "coder@example.org may not make studies" in run(*words, "--as", "coder@example.org", code=1).output
    run(*words, "--as", "second@example.org")


def test_roles_hold_on_the_command_line_too(run: Command, owner: str, engine: Engine) -> None:
    """Releasing takes an owner, exporting somebody who may; a stranger to the study is told so."""
    run("study", "create", "one", "--title", "T", "--questionnaire", "theologians")
    run("account", "create", "stranger@example.org")
    with Session(engine) as session:
        study = session.exec(select(Study)).one()
        add_member(session, study=study, email="reader@example.org", role=Role.READER, now=NOW)
        add_member(session, study=study, email="researcher@example.org", role=Role.RESEARCHER, now=NOW)
        session.commit()
    assert (
        "stranger@example.org is not in the study one"
        in run("study", "release", "one", "--as", "stranger@example.org", code=1).output
    )
    assert "researcher in one" in run("study", "release", "one", "--as", "researcher@example.org", code=1).output
    assert "reader in one" in run("export", "one", "xlsx", "o.xlsx", "--as", "reader@example.org", code=1).output
    assert "open" in run("study", "release", "one", "--as", owner, code=1).output


def test_a_questionnaire_is_checked_for_people_and_programs(run: Command, tmp_path: Path) -> None:
    """The shipped workbook is in order; what is no workbook is one error, with exit code 1, as a line or as JSON."""
    run("questionnaire", "check", str(FORM))
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    assert run("questionnaire", "check", str(broken), code=1).output.startswith("error: ")
    (problem,) = json.loads(run("questionnaire", "check", str(broken), "--json", "--language", "kk", code=1).output)
    assert set(problem) == {"code", "severity", "sheet", "row", "column", "message", "hint"}
    assert problem["severity"] == "error"
    assert re.search("[әғқңөұүһі]", problem["message"])


def test_the_role_of_the_experts_is_printed(run: Command) -> None:
    """The statements name the role and grant nothing on tables of the team."""
    said = run("database", "role", "--name", "experts").output
    assert 'create role "experts" login;' in said
    assert not re.search(r"grant .* on (account|staff_session|response|answer|source|coded_segment|audit_entry)\b", said)


def test_a_second_step_is_dropped_for_a_lost_phone(run: Command, owner: str, engine: Engine) -> None:
    """The operator's act stands in the book."""
    run("account", "drop-second-step", owner)
    with Session(engine) as session:
        entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
    assert entries[-1].action == "second step dropped by the operator"
    assert entries[-1].actor is None
