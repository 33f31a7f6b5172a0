"""Saraptama's experts' side for ../shared/bench/survey_serving: the real pages with the whole protocol on, one process of 8 threads."""

import functools
import os
import re
import signal
import subprocess

import aiohttp
import otree_app
from otree_peer import TEXT

NAME = "Saraptama, experts' side, granian 1 x 8 threads, drafts sealed, synchronous=FULL"
DONE = 'value="send"'
PYTHON, ROOT = os.environ["SARAPTAMA_PYTHON"], os.environ["SARAPTAMA_ROOT"]
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')

# The driver's client keeps no cookies of addresses that are numbers, as browsers do; K and A travel in cookies.
aiohttp.client.CookieJar = functools.partial(aiohttp.CookieJar, unsafe=True)  # type: ignore[misc,assignment]


def prepare(folder, respondents):
    subprocess.run([PYTHON, "-m", "tests.benchmarks.serving_app", "prepare", folder, str(respondents)], cwd=ROOT, check=True)
    return ["/bench"] * respondents


def start(folder, port, cores):
    pin = (lambda: os.sched_setaffinity(0, cores)) if cores else None
    words = [PYTHON, "-m", "tests.benchmarks.serving_listen", folder, str(port)]
    return subprocess.Popen(words, cwd=ROOT, start_new_session=True, preexec_fn=pin, env={**os.environ, "PYTHONPATH": ROOT})


def stop(server):
    os.killpg(server.pid, signal.SIGTERM)


def fields(page):
    return {
        ":go": "on",
        **{otree_app.name(p, n): {"choice": "4", "whole": "7", "text": TEXT}[k] for p, k, n in otree_app.FIELDS if p == page},
    }


def hidden(html):
    return dict(HIDDEN.findall(html))
