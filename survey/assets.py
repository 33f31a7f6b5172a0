"""Built browser code: plain names to hashed files of survey/static, served for ever; everything else is served never stored."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask

from survey.permissions import Permission

STATIC = Path(__file__).parent / "static"


class AssetsMissingError(RuntimeError):
    """The browser code was not built; the message names the command that builds it."""


def read_manifest(folder: Path = STATIC) -> dict[str, str]:
    """Plain name to hashed name, as the build wrote it; raises AssetsMissingError."""
    try:
        manifest: dict[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise AssetsMissingError("The browser code is not built. Run: python hatch_build.py client") from None
    return manifest


def prepare(app: Flask) -> None:
    """Templates can say `asset("studio.css")`."""
    manifest = read_manifest()

    def asset(name: str) -> str:
        return f"{app.static_url_path}/{manifest[name]}"

    app.jinja_env.globals["asset"] = asset
    app.view_functions["static"].permission = Permission.PUBLIC  # type: ignore[union-attr]
