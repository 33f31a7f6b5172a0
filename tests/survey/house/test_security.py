"""What every answer carries and every request may weigh (threat model, T13, T15)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from survey.app import create_app
from survey.security import trusted_hosts
from survey.settings import Settings, SettingsError
from tests.architecture.test_routes import address, routes
from tests.conftest import SignIn

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
NOTHING_ELSE = (
    "default-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
)


def policy(answer: Any) -> dict[str, str]:
    """The content security policy by directive."""
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: rest for name, _, rest in parts}


def test_every_answer_of_every_route_carries_them(app: Flask, sign_in: SignIn) -> None:
    """Pages, refusals, redirects, files: none is without the headers, none may be stored, none allows inline script or style."""
    browser = sign_in("owner")
    for rule, method in routes(app):
        answer = browser.open(address(app, rule, "oralu"), method=method)
        for name, value in ALWAYS.items():
            assert answer.headers.get(name) == value, f"{rule.rule}: {name}"
        said = answer.headers["Content-Security-Policy"]
        assert all(part in said for part in NOTHING_ELSE), rule.rule
        assert "unsafe" not in said
        assert "http" not in said
        assert answer.headers["Cache-Control"] == "no-store", rule.rule
        assert "camera=()" in answer.headers["Permissions-Policy"]


def test_scripts_run_by_the_nonce_of_their_answer(client: FlaskClient, sign_in: SignIn) -> None:
    """A page with a script names its nonce in the policy, a new one each time; a page without scripts allows none."""
    browser = sign_in()
    pages = [browser.get("/account") for _ in range(2)]
    nonces = []
    for page in pages:
        (script,) = re.findall(r'<script type="module" src="[^"]+" nonce="([^"]+)">', page.text)
        assert policy(page)["script-src"] == f"'nonce-{script}'"
        nonces.append(script)
    assert len(set(nonces)) == 2
    assert policy(client.get("/sign-in"))["script-src"] == "'none'"


def test_built_files_are_kept_for_ever(app: Flask, client: FlaskClient) -> None:
    """Names of built files carry the hash of their content, so browsers need not ask again; an unknown one is not kept."""
    sheet = re.search(r'href="(/static/[^"]+)"', client.get("/sign-in").text)
    assert sheet
    with client.get(sheet[1]) as file:
        assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/none.css").headers["Cache-Control"] == "no-store"


def test_https_is_remembered(settings: Settings, engine: Engine) -> None:
    """An installation reached by https tells browsers never to try http; the others do not, as it could not be taken back."""
    secure = create_app(replace(settings, base_url="https://survey.example.org"), engine=engine).test_client()
    plain = create_app(settings, engine=engine).test_client()
    assert "max-age=63072000" in secure.get("/sign-in").headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in plain.get("/sign-in").headers


@pytest.mark.parametrize("host", ["evil.example", "survey.example.org.evil.example", "127.0.0.1.evil.example"])
def test_a_forged_host_is_refused(host: str, settings: Settings, engine: Engine) -> None:
    """A request for a name that is not ours gets 400: no letter or link can be made to carry it."""
    app = create_app(replace(settings, base_url="https://survey.example.org"), engine=engine)
    assert app.test_client().get("/sign-in", headers={"Host": host}).status_code == 400
    assert app.test_client().get("/sign-in", headers={"Host": "survey.example.org"}).status_code == 200


def test_an_open_installation_must_have_a_name() -> None:
    """Whoever listens on a network names the hosts by which people come; the sentence says how."""
    with pytest.raises(SettingsError, match="SARAPTAMA_BASE_URL"):
        trusted_hosts(Settings(host="0.0.0.0"))
    assert "survey.example.org" in trusted_hosts(Settings(host="0.0.0.0", base_url="https://survey.example.org"))
    assert "a.example.org" in trusted_hosts(Settings(host="0.0.0.0", trusted_hosts=("a.example.org",)))


def test_the_debugger_is_refused(settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Flask's debugger would show everything to everyone."""
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(SettingsError, match="FLASK_DEBUG"):
        create_app(settings, engine=engine)


class TestProxies:
    def seen(self, settings: Settings, engine: Engine, proxies: int, *chain: str) -> str | None:
        from flask import request

        app = create_app(replace(settings, proxies=proxies), engine=engine)
        with app.app_context():
            said: list[str | None] = []
            app.before_request(lambda: said.append(request.remote_addr))
            app.test_client().get(
                "/sign-in", headers={"X-Forwarded-For": ", ".join(chain)}, environ_base={"REMOTE_ADDR": "10.0.0.1"}
            )
        return said[0]

    def test_nobody_is_believed_by_default(self, settings: Settings, engine: Engine) -> None:
        """Without a number of proxies a forged X-Forwarded-For changes nothing."""
        assert self.seen(settings, engine, 0, "192.0.2.1") == "10.0.0.1"

    def test_one_proxy_is_believed_for_one_hop(self, settings: Settings, engine: Engine) -> None:
        """With one proxy the last name in the chain counts; what the visitor put before it does not."""
        assert self.seen(settings, engine, 1, "192.0.2.66", "192.0.2.1") == "192.0.2.1"


class TestWeight:
    """2 MB a request, 1 MB of fields, a thousand fields, whatever the encoding."""

    @pytest.mark.parametrize(
        ("body", "kind", "status"),
        [
            (b"a=" + b"x" * 2_000_001, "application/x-www-form-urlencoded", 413),
            (b"a=" + b"x" * 1_000_001, "application/x-www-form-urlencoded", 413),
            (b"a=" + b"x" * 900_000, "application/x-www-form-urlencoded", 400),  # weighed and taken; only the token is missing
            (b"&".join(b"f%d=1" % number for number in range(1001)), "application/x-www-form-urlencoded", 413),
            (b"&".join(b"f%d=1" % number for number in range(1000)), "application/x-www-form-urlencoded", 400),
            (
                b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * 1_000_001 + b"\r\n--b--\r\n",
                "multipart/form-data; boundary=b",
                413,
            ),
            (
                b"".join(b'--b\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % n for n in range(1001)) + b"--b--\r\n",
                "multipart/form-data; boundary=b",
                413,
            ),
            (b"\xff\xfe not a form \x00", "application/x-www-form-urlencoded", 400),
            (b"{not json", "application/json", 400),
        ],
        ids=[
            "3 MB",
            "1 MB of fields",
            "under",
            "1001 fields",
            "1000 fields",
            "multipart field",
            "multipart fields",
            "garbage",
            "broken json",
        ],
    )
    def test_what_is_too_much_is_refused(self, body: bytes, kind: str, status: int, client: FlaskClient) -> None:
        """Too large a form gets its own page, and nothing of it is kept in memory longer than the request."""
        answer = client.post("/sign-in", data=body, content_type=kind)
        assert answer.status_code == status
        if status == 413:
            assert "too much for one step" in answer.text

    def test_a_length_that_lies_is_cut(self, client: FlaskClient) -> None:
        """A body longer than it says is read as far as it says."""
        answer = client.post(
            "/sign-in", data=b"a=" + b"x" * 50, content_type="application/x-www-form-urlencoded", headers={"Content-Length": "4"}
        )
        assert answer.status_code == 400

    def test_a_route_may_take_more(self, app: Flask) -> None:
        """A route that reads files in says how much it takes."""
        limits = {getattr(app.view_functions[rule.endpoint], "body_limit", None) for rule, _ in routes(app)}
        assert all(limit is None or 2_000_000 < limit <= 20_000_000 for limit in limits)


def test_sessions_hold_no_clock_of_experts(app: Flask, client: FlaskClient) -> None:
    """The experts' side gets no cookie of the team's side and reads none."""
    client.set_cookie("__Host-staff", "s.aaaaaaaaaaaaaaaa")
    answer = client.get("/r")
    assert not [said for said in answer.headers.getlist("Set-Cookie") if "staff" in said]
