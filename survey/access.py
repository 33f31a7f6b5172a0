"""How a route says who may use it: `member_route`, `account_route`, `public_route`. A route without one of them fails the build.

A page of a study is found by its address and the visitor's membership in one step, so a study of others looks exactly like one that
does not exist (404). After a view that answered under 400 to a request that writes, the frame commits, once; otherwise it rolls back.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from flask import Blueprint, Response, abort, g, make_response, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session
from werkzeug.utils import redirect

from survey.installation import READING, database
from survey.permissions import Action, Permission, Role, may

if TYPE_CHECKING:
    from questionnaires.models import Study

P = ParamSpec("P")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Who a request comes from, and what he is in the study that its address names; read in one statement."""

    account_id: uuid.UUID
    name: str
    email: str
    language: str
    founder: bool
    study: Study | None = None
    role: Role | None = None
    coder_id: uuid.UUID | None = None
    coder_label: str | None = None


@dataclass(frozen=True, kw_only=True)
class Member:
    """A signed-in person in one study; `label` is how colleagues see him there, `coder_id` what coding knows him by."""

    study: Study
    role: Role
    account_id: uuid.UUID
    label: str
    coder_id: uuid.UUID | None
    session: Session

    def can(self, action: Action) -> bool:
        """Whether this person may do that in this study."""
        return may(self.role, action)


@dataclass(frozen=True, kw_only=True)
class Person:
    """A signed-in person outside any study; a founder may make studies and accounts."""

    account_id: uuid.UUID
    name: str
    email: str
    language: str
    founder: bool
    session: Session


def standing() -> Standing | None:
    """Who this request comes from, or None for a visitor; the experts' side knows visitors only."""
    return getattr(session, "standing", None)


def wants_json() -> bool:
    """Whether a script asks: its requests send JSON or accept nothing but JSON."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def sign_in_or_refuse() -> Response:
    """A visitor of a page is led to sign in and back; whoever sends something gets 401, with what he typed kept on the page."""
    if request.method not in READING or wants_json():
        abort(401)
    return make_response(redirect(url_for("security.login", next=request.full_path.rstrip("?"))))


def _finish(session: Session, answer: ResponseReturnValue) -> Response:
    """The response of a view, with its work committed if it wrote and succeeded."""
    response = make_response(answer)
    if request.method not in READING and response.status_code < 400:
        session.commit()
    else:
        session.rollback()
    return response


def _declare(view: Callable[..., Any], permission: Action | Permission, body_limit: int | None) -> None:
    view.permission = permission  # type: ignore[attr-defined]
    if body_limit is not None:
        view.body_limit = body_limit  # type: ignore[attr-defined]


def member_route(
    blueprint: Blueprint,
    rule: str,
    action: Action,
    *,
    methods: Iterable[str] = ("GET",),
    endpoint: str | None = None,
    body_limit: int | None = None,
) -> Callable[[Callable[Concatenate[Member, P], ResponseReturnValue]], Callable[Concatenate[Member, P], ResponseReturnValue]]:
    """The view answers at /studies/<slug> + rule to members whose role allows the action.

    `body_limit` is the largest request in bytes, where the 2 MB of every route are too few.
    """

    def decorate(
        view: Callable[Concatenate[Member, P], ResponseReturnValue],
    ) -> Callable[Concatenate[Member, P], ResponseReturnValue]:
        @wraps(view)
        def guarded(slug: str, *args: P.args, **kwargs: P.kwargs) -> Response:  # noqa: ARG001 - `standing` reads the slug from the address
            who = standing()
            if who is None:
                return sign_in_or_refuse()
            if who.study is None or who.role is None:
                abort(404)
            if not may(who.role, action):
                abort(403)
            member = Member(
                study=who.study,
                role=who.role,
                account_id=who.account_id,
                label=who.coder_label or who.name,
                coder_id=who.coder_id,
                session=database(),
            )
            g.member = member
            return _finish(member.session, view(member, *args, **kwargs))

        _declare(guarded, action, body_limit)
        blueprint.add_url_rule("/studies/<slug>" + rule, endpoint or view.__name__, guarded, methods=list(methods))
        return view

    return decorate


def account_route(
    blueprint: Blueprint,
    rule: str,
    *,
    methods: Iterable[str] = ("GET",),
    endpoint: str | None = None,
    body_limit: int | None = None,
) -> Callable[[Callable[Concatenate[Person, P], ResponseReturnValue]], Callable[Concatenate[Person, P], ResponseReturnValue]]:
    """The view answers at `rule` to everyone who is signed in."""

    def decorate(
        view: Callable[Concatenate[Person, P], ResponseReturnValue],
    ) -> Callable[Concatenate[Person, P], ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
            who = standing()
            if who is None:
                return sign_in_or_refuse()
            person = Person(
                account_id=who.account_id,
                name=who.name,
                email=who.email,
                language=who.language,
                founder=who.founder,
                session=database(),
            )
            return _finish(person.session, view(person, *args, **kwargs))

        _declare(guarded, Permission.ACCOUNT, body_limit)
        blueprint.add_url_rule(rule, endpoint or view.__name__, guarded, methods=list(methods))
        return view

    return decorate


def public_route(
    blueprint: Blueprint,
    rule: str,
    *,
    methods: Iterable[str] = ("GET",),
    endpoint: str | None = None,
    body_limit: int | None = None,
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """The view answers at `rule` to anyone; what it writes it commits itself."""

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            return view(*args, **kwargs)

        _declare(guarded, Permission.PUBLIC, body_limit)
        blueprint.add_url_rule(rule, endpoint or view.__name__, guarded, methods=list(methods))
        return view

    return decorate
