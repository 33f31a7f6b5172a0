"""The application's table of contents: what it is made of, in the order in which it is put together."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import datetime

from flask import Flask, redirect
from sqlalchemy import Engine
from werkzeug import Response

from survey import assets, errors, languages, security
from survey.database import make_engine
from survey.installation import Installation, Side, install, utc_now
from survey.permissions import Permission
from survey.settings import Settings

STUDIO = (
    "studies",
    "overview",
    "questionnaire",
    "settings",
    "team",
    "people",
    "release",
    "coding",
    "codebook",
    "results",
    "exports",
)


def _add_pages(app: Flask, module: str) -> None:
    """The pages of one module: its `blueprint`, after its `prepare(app)` if it has one."""
    pages = importlib.import_module(module)
    if hasattr(pages, "prepare"):
        pages.prepare(app)
    app.register_blueprint(pages.blueprint)


def _front_door(side: Side) -> Callable[[], Response]:
    def front_door() -> Response:
        return redirect("/r" if side is Side.EXPERTS else "/studies")

    front_door.permission = Permission.PUBLIC  # type: ignore[attr-defined]
    return front_door


def create_app(
    settings: Settings, *, side: Side | str = Side.BOTH, engine: Engine | None = None, now: Callable[[], datetime] = utc_now
) -> Flask:
    """An application for experts, for the team, or for both; nothing of a half that it does not serve is imported."""
    side = Side(side)
    app = errors.FaultLog("survey")
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    install(app, Installation(settings=settings, engine=engine or make_engine(settings.database_url), side=side, now=now))
    security.prepare(app, settings)
    languages.prepare(app)
    assets.prepare(app)
    errors.prepare(app)
    if side is not Side.EXPERTS:
        for name in ("accounts.desk", "navigation"):
            importlib.import_module(f"survey.{name}").prepare(app)
        for name in STUDIO:
            _add_pages(app, f"survey.studio.{name}")
    if side is not Side.STUDIO:
        _add_pages(app, "survey.respond.views")
    app.add_url_rule("/", "front_door", _front_door(side))
    return app
