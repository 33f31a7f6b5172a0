"""Saraptama in the coding benchmark (driver: bench/coding_web): a real server, its real HTTP doors, one coder signed in.

A document is a question, each paragraph the answer of somebody to it; offsets over the joined text become an answer and an offset in it.
Opening is what a browser does when files that carry their hash in their name are in its cache: the page, which holds its data.
"""

import json
import os
import re
import signal
import sqlite3
import subprocess
import time
from bisect import bisect_right
from itertools import accumulate

import httpx

NAME = "Saraptama, `saraptama serve --side studio` (SQLite)"
PYTHON = os.environ["SARAPTAMA_PYTHON"]
ROOT = os.environ["SARAPTAMA_ROOT"]


class System:
    """What the driver asks of a system."""

    def start(self, folder, port):
        self.base = folder + "/saraptama.db"
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{self.base}",
            "SARAPTAMA_KEYS": folder + "/keys",
            "PYTHONPATH": ROOT,
        }
        self.ground = subprocess.Popen(
            [PYTHON, "-m", "tests.benchmarks.coding_web_ground"],
            cwd=ROOT,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        here = self.ask("start")
        serve = [PYTHON, "-m", "survey", "serve", "--side", "studio", "--port", str(port), "--workers", "4"]
        self.server = subprocess.Popen(serve, cwd=folder, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
        self.pid = self.server.pid
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=300, headers={"Cookie": here["cookie"]})
        self.path, self.places = here["base"], {}
        for _ in range(150):
            try:
                self.http.get("/")
                break
            except httpx.TransportError:
                time.sleep(0.1)

    def stop(self):
        self.ground.stdin.close()
        self.ground.wait(30)
        os.killpg(self.server.pid, signal.SIGTERM)

    def ask(self, command, *arguments):
        self.ground.stdin.write(json.dumps([command, arguments]) + "\n")
        self.ground.stdin.flush()
        line = self.ground.stdout.readline()
        if not line:
            raise RuntimeError(f"the ground broke at {command}")
        return json.loads(line)

    def codes(self, names):
        return self.ask("codes", names)

    def add_document(self, name, paragraphs):
        made = self.ask("document", paragraphs)
        starts = [0, *accumulate(len(paragraph) + 1 for paragraph in paragraphs)]
        self.places[made["question"]] = (starts, made["labels"])
        return made["question"]

    def place(self, document, start, end):
        starts, labels = self.places[document]
        paragraph = bisect_right(starts, start) - 1
        return labels[paragraph], start - starts[paragraph], end - starts[paragraph]

    def open_document(self, document):
        answer = self.http.get(self.path + document)
        answer.raise_for_status()
        if not hasattr(self, "token"):
            self.token = re.search(r'name="csrf-token" content="([^"]+)"', answer.text)[1]
        return len(answer.content)

    def add_highlight(self, document, start, end, code):
        label, first, last = self.place(document, start, end)
        body = {"answer": label, "code": code, "start": first, "stop": last}
        answer = self.http.post(self.path + document + "/segments", json=body, headers={"X-CSRFToken": self.token})
        answer.raise_for_status()
        return answer.json()["id"]

    def fill(self, document, highlights):
        """Past the doors, as the other systems do, but with the log that coding by hand leaves."""
        self.ask("fill", document, [(*self.place(document, start, end), code) for start, end, code in highlights])

    def read(self, statement):
        base = sqlite3.connect(self.base)
        try:
            return base.execute(statement).fetchone()[0]
        finally:
            base.close()

    def count(self):
        return self.read("select count(*) from coded_segment")

    def last_snippet(self):
        return self.read("select quote from coded_segment order by rowid desc limit 1")

    def export_highlights(self):
        return self.workbook()

    def export_codebook(self):
        return self.workbook()

    def workbook(self):
        """The one workbook of the study, which has both among its sheets; empty where there is no such page."""
        answer = self.http.get("/studies/bench/exports/workbook.xlsx")
        return answer.content if answer.status_code == 200 else b""
