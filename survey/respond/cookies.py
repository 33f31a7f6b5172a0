"""The three cookies of an expert: K, A with the study that it belongs to, and the language of the pages."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from dataclasses import dataclass

from flask import Request, Response

from questionnaires.languages import Language
from survey.respond.device import Device

#: How long a device of one's own is remembered, in seconds: longer than any survey is open.
REMEMBERED = 200 * 24 * 3600
LANGUAGE = "language"


@dataclass(frozen=True)
class Jar:
    """Names and flags of the cookies. `plain` is the demo on a loopback host, where there is no https."""

    plain: bool

    @property
    def k(self) -> str:
        """The name of the cookie that carries K."""
        return "k" if self.plain else "__Host-k"

    @property
    def a(self) -> str:
        """The name of the cookie that carries A."""
        return "a" if self.plain else "__Host-a"

    def device(self, request: Request) -> Device | None:
        """The device that the request comes from, if it carries a K."""
        return Device.from_cookie(request.cookies.get(self.k, ""))

    def admission(self, request: Request) -> tuple[uuid.UUID | None, str]:
        """The study that A belongs to, and A; (None, "") when the cookie is missing or was altered beyond reading."""
        study, _, a = request.cookies.get(self.a, "").partition(".")
        try:
            return uuid.UUID(study), a
        except ValueError:
            return None, ""

    def set_device(self, response: Response, device: Device, *, keep: bool) -> None:
        """The browser has K: for long on a device of one's own (`keep`), else until it is closed."""
        self._set(response, self.k, device.cookie, keep=keep)

    def set_admission(self, response: Response, study_id: uuid.UUID, admission: str, *, keep: bool) -> None:
        """The browser has A beside K."""
        self._set(response, self.a, f"{study_id.hex}.{admission}", keep=keep)

    def set_language(self, response: Response, language: str) -> None:
        """The pages of this browser are in that language."""
        self._set(response, LANGUAGE, language, keep=True)

    def forget(self, response: Response) -> None:
        """The browser knows neither K nor A any more, and drops what it kept of the pages."""
        for name in (self.k, self.a):
            response.delete_cookie(name, path="/", secure=not self.plain, httponly=True, samesite="Lax")
        response.headers["Clear-Site-Data"] = '"cache", "storage"'

    def _set(self, response: Response, name: str, value: str, *, keep: bool) -> None:
        response.set_cookie(
            name, value, max_age=REMEMBERED if keep else None, path="/", secure=not self.plain, httponly=True, samesite="Lax"
        )


def language_of(request: Request) -> str:
    """Chosen in this request, else earlier in this browser, else wished by the browser, else Russian, which most invited people read."""
    asked = request.args.get("language") or request.cookies.get(LANGUAGE)
    if asked in set(Language):
        return str(asked)
    return request.accept_languages.best_match([code.value for code in Language]) or Language.RUSSIAN.value


def token(device: Device) -> str:
    """What a form of this device carries against forms of other sites. It is bound to K, does not expire, and does not tell K."""
    return hmac.new(device.k, b"form", hashlib.sha256).hexdigest()


def is_token(device: Device, sent: str) -> bool:
    """Whether a form was drawn for this device; takes the same time whatever was sent."""
    return hmac.compare_digest(token(device).encode(), sent.encode())
