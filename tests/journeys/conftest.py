"""The stage of the journeys: one Chromium for a run, a fresh profile for each visitor, and axe as the critic."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from survey.app import create_app
from survey.demo.build import Demo, build
from survey.fieldwork.letters import Letter
from survey.settings import Settings
from tests.chromium import find

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser for the whole run; `make test` sees to it that one is installed."""
    path = find()
    if path is None:
        pytest.fail("No Chromium here. Run: python tests/chromium.py")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """visit(width=390, scripts=False, scheme="dark", locale="kk") is a new visitor with a profile of his own.

    A visitor's page fails the test on any script error and on any breach of the content security policy.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def enter(*, width: int = 390, scripts: bool = True, scheme: str = "light", locale: str = "en", **options: Any) -> Page:
        context = chromium.new_context(
            viewport=PHONE if width == 390 else {"width": width, "height": 900},
            java_script_enabled=scripts,
            color_scheme=scheme,  # type: ignore[arg-type]
            locale=locale,
            accept_downloads=True,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
        return page

    yield enter
    for context in contexts:
        context.close()
    if complaints:
        pytest.fail("the browser complained:\n" + "\n".join(complaints))


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """axe(page) fails with every violation of WCAG 2.2 A and AA and of axe's best practices on the page as it stands.

    The critic is brought in through the debugger (an isolated evaluation), so that the page keeps its own policy.
    """

    def judge(page: Page) -> None:
        source = AXE.read_text(encoding="utf-8")
        session = page.context.new_cdp_session(page)
        session.send("Page.setBypassCSP", {"enabled": True})
        session.send("Runtime.evaluate", {"expression": source})
        found = session.send(
            "Runtime.evaluate",
            {
                "expression": "axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify("
                "r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.map(n => n.html.slice(0, 200))}))))",
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        session.detach()
        violations = json.loads(found["result"]["value"])
        if violations:
            pytest.fail(f"{page.url}: " + json.dumps(violations, ensure_ascii=False, indent=1))

    return judge


@dataclass(frozen=True)
class House:
    """The demo installation, running: where it is, and how its people get in."""

    url: str
    settings: Settings
    sign_in: Mapping[str, str]
    letters: Sequence[Letter]
    rebuild: Callable[[], Demo]


@contextmanager
def running(folder: Path) -> Iterator[House]:
    """The demo study from nothing in a folder, served on a free port of this machine until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    settings = Settings(
        demo=True, database_url=f"sqlite:///{folder}/demo.db", keys=folder / "keys", port=port, argon2_memory_kib=8, argon2_time=1,
        mail_url=f"file://{folder}/mail",
    )  # fmt: skip

    def rebuild() -> Demo:
        return build(settings, now=datetime.now(UTC), base_url=url)

    built = rebuild()
    server = make_server("127.0.0.1", port, create_app(settings), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield House(url, settings, built.sign_in, built.letters, rebuild)
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One demo for all journeys of a run that leave it as it was, or add to it without harm."""
    with running(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[House]:
    """A demo of the journey's own, to be changed at will."""
    with running(tmp_path) as made:
        yield made
