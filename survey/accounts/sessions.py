"""Sessions of the team, kept on the server: the cookie is a random id, the row its hash, and one statement says who asks.

A visitor who has not signed in has a signed cookie and no row, so that nobody can fill the table. Signing in makes a new id; what ends
a session deletes its row. The row is read when something first asks for it, together with account, study, membership and coder.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import and_, bindparam, delete, select, update
from sqlmodel import Session, col

from coding.models import Coder
from questionnaires.models import Study
from survey.access import Standing
from survey.accounts.models import Account, StaffSession
from survey.installation import close_database, database, installation
from survey.models import Membership
from survey.permissions import Role

LIFETIME = timedelta(days=7)
IDLE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
VISIT = timedelta(hours=1)  # how long a visitor may take over signing in
_IN, _VISITING = "s.", "v."

#: Built once: a request only fills in the two values.
_WHO_ASKS = (
    select(StaffSession, Account, Study, Membership, Coder)
    .join(Account, col(Account.id) == col(StaffSession.account_id))
    .outerjoin(Study, col(Study.slug) == bindparam("slug"))
    .outerjoin(Membership, and_(col(Membership.study_id) == col(Study.id), col(Membership.account_id) == col(Account.id)))
    .outerjoin(Coder, col(Coder.id) == col(Membership.coder_id))
    .where(col(StaffSession.id_hash) == bindparam("id_hash"), col(Account.active).is_(True))
)


def hash_id(session_id: str) -> str:
    """What the database knows of a random id: SHA-256, hex."""
    return hashlib.sha256(session_id.encode()).hexdigest()


def end_sessions(session: Session, *, account_id: uuid.UUID, keep: str | None = None) -> None:
    """All browsers of the account are signed out, but the one whose row is `keep`."""
    gone = delete(StaffSession).where(col(StaffSession.account_id) == account_id)
    session.execute(gone if keep is None else gone.where(col(StaffSession.id_hash) != keep))


def drop_expired(session: Session, *, now: datetime) -> None:
    """Rows that no cookie can use any more are gone."""
    session.execute(delete(StaffSession).where((col(StaffSession.expires_at) < now) | (col(StaffSession.seen_at) < now - IDLE)))


@dataclass(frozen=True)
class Kept:
    """Which row a visit rests on, and when it was last seen."""

    id_hash: str
    seen_at: datetime


class StaffVisit(SessionMixin):
    """The session of one request: a mapping that reads its row when first touched."""

    def __init__(self, cookie: str, reader: URLSafeTimedSerializer) -> None:
        self._cookie, self._reader = cookie, reader
        self._values: dict[str, Any] | None = None
        self._standing: Standing | None = None
        self.account: Account | None = None
        self.kept: Kept | None = None  # what the row says of itself; the row would be read again after a rollback
        self.entering: uuid.UUID | None = None  # the account that signed in during this request
        self.modified = False

    def _load(self) -> dict[str, Any]:
        if self._values is None:
            self._values = {}
            if self._cookie.startswith(_IN):
                self._find_row(self._cookie.removeprefix(_IN))
            elif self._cookie.startswith(_VISITING):
                try:
                    self._values = dict(
                        self._reader.loads(self._cookie.removeprefix(_VISITING), max_age=int(VISIT.total_seconds()))
                    )
                except BadData:
                    self._values = {}
        return self._values

    def _find_row(self, session_id: str) -> None:
        slug = (request.view_args or {}).get("slug")
        now = installation().now()
        found = database().execute(_WHO_ASKS, {"id_hash": hash_id(session_id), "slug": slug}).first()
        if found is None:
            return
        row, account, study, membership, coder = found
        if now >= row.expires_at or now - row.seen_at > IDLE or row.content.get("_user_id") != account.fs_uniquifier:
            return
        self.kept, self.account, self._values = Kept(row.id_hash, row.seen_at), account, dict(row.content)
        self._standing = Standing(
            account_id=account.id,
            name=account.name,
            email=account.email,
            language=account.language,
            founder=account.founder,
            study=study if membership else None,
            role=Role(membership.role) if membership else None,
            coder_id=membership.coder_id if membership else None,
            coder_label=coder.label if coder else None,
        )

    @property
    def standing(self) -> Standing | None:
        """Who asks, and what he is in the study that the address names."""
        self._load()
        return self._standing

    def __getitem__(self, key: str) -> Any:
        return self._load()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        if self._load().get(key, self) != value:
            self.modified = True
            self._load()[key] = value

    def __delitem__(self, key: str) -> None:
        del self._load()[key]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self._load())

    def __len__(self) -> int:
        return len(self._load())

    @property
    def signed_in(self) -> bool:
        """Whether what the session holds now belongs to an account."""
        return "_user_id" in self._load()


class StaffSessions(SessionInterface):
    """Opens and saves the sessions of the studio; addresses of the experts' side have none."""

    def __init__(self, *, secret: bytes, plain: bool) -> None:
        self.name = "staff" if plain else "__Host-staff"
        self.plain = plain
        self.serializer = URLSafeTimedSerializer(secret, salt="staff-visit", signer_kwargs={"digest_method": hashlib.sha256})

    def open_session(self, app: Flask, request: Request) -> SessionMixin | None:  # noqa: ARG002 - Flask's signature
        """A session that has read nothing yet; None, which Flask makes an empty one, on the experts' side and for files."""
        if request.path == "/r" or request.path.startswith(("/r/", "/static/")):
            return None
        return StaffVisit(request.cookies.get(self.name, ""), self.serializer)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002 - Flask's signature
        """What changed is kept: a row for whoever is signed in, a signed cookie for a visitor, nothing for one who left."""
        if not isinstance(session, StaffVisit):
            return
        now = installation().now()
        if session.entering is not None and session.signed_in:
            self._enter(session, session.entering, response, now)
        elif session.kept is not None and not session.signed_in:
            self._write(delete(StaffSession).where(col(StaffSession.id_hash) == session.kept.id_hash))
            self._visit(session, response)
        elif session.kept is not None and (session.modified or now - session.kept.seen_at >= SEEN_EVERY):
            change = update(StaffSession).where(col(StaffSession.id_hash) == session.kept.id_hash).values(seen_at=now)
            self._write(change.values(content=dict(session)) if session.modified else change)
        elif session.kept is None and session.modified:
            self._visit(session, response)

    def _enter(self, session: StaffVisit, account_id: uuid.UUID, response: Response, now: datetime) -> None:
        """Signing in: a new id and a new form token, so that nothing set before it counts after it."""
        session_id = secrets.token_urlsafe(32)
        session["csrf_token"] = secrets.token_hex(20)
        row = StaffSession(
            id_hash=hash_id(session_id),
            account_id=account_id,
            content=dict(session),
            created_at=now,
            seen_at=now,
            expires_at=now + LIFETIME,
        )
        close_database()
        with Session(installation().engine) as writing:
            if session.kept is not None:
                writing.execute(delete(StaffSession).where(col(StaffSession.id_hash) == session.kept.id_hash))
            drop_expired(writing, now=now)
            writing.add(row)
            writing.commit()
        self._set(response, _IN + session_id, int(LIFETIME.total_seconds()))

    def _visit(self, session: StaffVisit, response: Response) -> None:
        if len(session):
            self._set(response, _VISITING + str(self.serializer.dumps(dict(session))), None)
        else:
            response.delete_cookie(self.name, path="/", secure=not self.plain, httponly=True, samesite="Lax")

    def _set(self, response: Response, value: str, max_age: int | None) -> None:
        response.set_cookie(self.name, value, max_age=max_age, path="/", secure=not self.plain, httponly=True, samesite="Lax")

    @staticmethod
    def _write(statement: Any) -> None:
        """One statement in a transaction of its own, after the request's own has ended: two of them would wait for each other."""
        close_database()
        with installation().engine.begin() as connection:
            connection.execute(statement)


def current_visit() -> StaffVisit:
    """The session of this request, as the studio knows it."""
    from flask.globals import request_ctx

    visit = request_ctx.session
    if not isinstance(visit, StaffVisit):
        raise TypeError("the experts' side has no sessions")
    return visit
