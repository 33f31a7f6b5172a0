"""What every answer carries and every request may weigh: headers, sizes, hosts, proxies.

Values follow reference practice for pages that show what people confided: nothing may be loaded but our own files, no script runs
without this answer's nonce, no page is stored or framed, and no address leaks into a Referer.
"""

from __future__ import annotations

import secrets
from typing import IO, Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, g, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.middleware.proxy_fix import ProxyFix

from survey.installation import READING
from survey.settings import LOOPBACK, Settings, SettingsError

BODY_LIMIT = 2_000_000  # bytes of any request, where the route asks for no more
FORM_LIMIT = 1_000_000  # bytes of the fields of a form: about 160,000 Cyrillic letters
FIELD_LIMIT = 1000  # fields of a form
A_YEAR = 365 * 24 * 3600

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "picture-in-picture",
        "publickey-credentials-get",
        "screen-wake-lock",
        "usb",
        "xr-spatial-tracking",
    )
)


class _Parser(FormDataParser):
    """Werkzeug's limits act on multipart forms only; these hold for the others too."""

    def _parse_urlencoded(self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]) -> Any:
        import io

        body = stream.read()
        if self.max_form_memory_size is not None and len(body) > self.max_form_memory_size:
            raise RequestEntityTooLarge
        if self.max_form_parts is not None and body.count(b"&") >= self.max_form_parts:
            raise RequestEntityTooLarge
        return super()._parse_urlencoded(io.BytesIO(body), mimetype, content_length, options)


class GuardedRequest(Request):
    """A request whose forms are weighed whatever their encoding."""

    form_data_parser_class = _Parser


def csp_nonce() -> str:
    """The nonce of this answer, the same wherever a page asks for it."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    nonce: str = g.csp_nonce
    return nonce


def content_security_policy(nonce: str | None) -> str:
    """The policy of an answer; without a nonce no script runs at all."""
    own = f"'nonce-{nonce}'" if nonce else "'none'"
    return (
        f"default-src 'none'; script-src {own}; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types saraptama"
    )


def _fixed(*, https: bool) -> tuple[tuple[str, str], ...]:
    """The headers that every answer carries, whatever it is."""
    said = (
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
        ("Permissions-Policy", PERMISSIONS),
    )
    return (*said, ("Strict-Transport-Security", f"max-age={2 * A_YEAR}; includeSubDomains")) if https else said


def _headers(response: Response, fixed: tuple[tuple[str, str], ...]) -> Response:
    """The answer carries its headers. No view sets one of the fixed ones, so they are added, which is cheaper than looking for them."""
    said = response.headers
    said.extend(fixed)
    said.setdefault("Content-Security-Policy", content_security_policy(g.get("csp_nonce")))
    said.setdefault("Referrer-Policy", "no-referrer")
    if request.endpoint == "static" and response.status_code in {200, 206, 304}:
        said["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"  # names carry the hash of the content
    else:
        said["Cache-Control"] = "no-store"
    return response


def _refuse_strangers() -> None:
    """A form of another site can't write here, whatever cookies come along; old browsers say nothing and are judged by their token."""
    if request.method not in READING and request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        abort(403)


def _weigh(app: Flask) -> None:
    """A route may allow larger requests than others: files that are read in."""
    limit = getattr(app.view_functions.get(request.endpoint or ""), "body_limit", None)
    if limit is not None:
        request.max_content_length = limit


def trusted_hosts(settings: Settings) -> list[str]:
    """The names by which this installation answers; raises SettingsError when it is open to a network and has none."""
    named = [*settings.trusted_hosts]
    if settings.base_url:
        named.append(urlsplit(settings.base_url).hostname or "")
    if not named and settings.host not in LOOPBACK:
        raise SettingsError(
            f"Whoever listens on {settings.host} must say by which name people reach it, so that forged links are refused. "
            "Set SARAPTAMA_BASE_URL, for instance https://survey.example.org."
        )
    return [name for name in named if name] + ["127.0.0.1", "localhost", "[::1]"]


def prepare(app: Flask, settings: Settings) -> None:
    """Every request of the application is weighed, every answer carries its headers; raises SettingsError where that can't hold."""
    if app.debug:
        raise SettingsError("The debugger of Flask shows everything to everyone. Unset FLASK_DEBUG.")
    app.request_class = GuardedRequest
    app.config.update(
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        MAX_FORM_MEMORY_SIZE=FORM_LIMIT,
        MAX_FORM_PARTS=FIELD_LIMIT,
        TRUSTED_HOSTS=trusted_hosts(settings),
        PREFERRED_URL_SCHEME="https" if settings.https else "http",
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies, x_port=0, x_prefix=0
        )
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.before_request(lambda: _weigh(app))
    app.before_request(_refuse_strangers)
    fixed = _fixed(https=settings.https)
    app.after_request(lambda response: _headers(response, fixed))
