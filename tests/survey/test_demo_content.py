"""The texts every visitor of the demo reads first: sixty answers, two coders, one codebook, all of it consistent with the instruments."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import pytest
from openpyxl import load_workbook

LANGUAGES = ("kk", "ru", "en")
SLUGS = ("theologians", "psychologists")
#: Short answers that several people give on purpose, as they do in life; here without case and punctuation.
SAID_BY_SEVERAL = {
    "әйел теолог жетіспейді",
    "әйел теологтар жетіспейді",
    "мало женщин теологов",
    "женщин теологов мало",
    "too few women theologians",
    "отчетность ради отчета",
    "отчетность ради отчетности",
}


def read(package: str, *path: str) -> Any:
    resource = files(package).joinpath(*path)
    return json.loads(resource.read_text(encoding="utf-8"))


CODEBOOK = read("coding.codebooks.women_returnees", "codebook.json")
RESPONSES = read("survey.demo", "content", "responses.json")
CODINGS = read("survey.demo", "content", "codings.json")
TEXTS = {(response["id"], question): text for response in RESPONSES for question, text in response["open"].items()}


@dataclass
class Instrument:
    """What a workbook says of its questions, as far as these tests need it; read here by openpyxl alone, not by our own reader."""

    types: dict[str, tuple[str, str]] = field(default_factory=dict)
    multiline: set[str] = field(default_factory=set)
    limits: dict[str, int] = field(default_factory=dict)
    totals: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, set[str]] = field(default_factory=dict)
    exclusive: dict[str, set[str]] = field(default_factory=dict)


def sheet(book: Any, name: str) -> list[dict[str, str]]:
    rows = list(book[name].iter_rows(values_only=True))
    return [{str(key): str(value) for key, value in zip(rows[0], row, strict=True) if value is not None} for row in rows[1:]]


@pytest.fixture(scope="module")
def instruments() -> dict[str, Instrument]:
    read_ones = {}
    for slug in SLUGS:
        path = files("questionnaires").joinpath("instruments", slug, f"{slug}.xlsx")
        with path.open("rb") as stream:
            book = load_workbook(stream, read_only=True)
            survey, choices = sheet(book, "survey"), sheet(book, "choices")
            book.close()
        instrument = Instrument()
        open_total = ""
        for row in survey:
            kind, _, choice_list = row.get("type", "").partition(" ")
            if kind == "begin_group":
                open_total = row.get("saraptama::total", "").strip("${}")
            elif kind == "end_group":
                open_total = ""
            elif kind:
                instrument.types[row["name"]] = (kind, choice_list)
                if row.get("appearance") == "multiline":
                    instrument.multiline.add(row["name"])
                if "saraptama::limit" in row:
                    instrument.limits[row["name"]] = int(float(row["saraptama::limit"]))
                if open_total:
                    instrument.totals.setdefault(open_total, []).append(row["name"])
        for row in choices:
            if "list_name" in row:
                name = row["name"].removesuffix(".0")
                instrument.choices.setdefault(row["list_name"], set()).add(name)
                if row.get("saraptama::exclusive") == "yes":
                    instrument.exclusive.setdefault(row["list_name"], set()).add(name)
        read_ones[slug] = instrument
    return read_ones


def plain(text: str) -> str:
    """Letters and figures only, in small letters: what two people who give the same short answer have in common."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("ё", "е")))


def test_the_codebook_has_thirteen_themes_and_four_parts_with_keys_of_their_own() -> None:
    """Thirteen themes in the order of the study with keys 1 to 9, 0, Q, W, E; four parts A to D under the themes they split."""
    themes = [code for code in CODEBOOK["codes"] if code["parent"] is None]
    parts = {code["key"]: (code["hotkey"], code["parent"]) for code in CODEBOOK["codes"] if code["parent"]}
    assert [code["hotkey"] for code in themes] == list("1234567890QWE")
    assert themes[3]["name"] == {
        "kk": "Айқын емес нәтиже көрсеткіштері",
        "ru": "Неясные показатели успеха",
        "en": "Unclear indicators of success",
    }
    assert parts == {
        "women-theologians": ("A", "specialist-shortages"),
        "training-turnover": ("B", "specialist-shortages"),
        "belief-against-behaviour": ("C", "unclear-indicators"),
        "no-shared-measure": ("D", "unclear-indicators"),
    }
    assert [scheme["key"] for scheme in CODEBOOK["stance"]] == ["negative", "neutral", "positive"]


@pytest.mark.parametrize("code", CODEBOOK["codes"], ids=lambda code: code["key"])
def test_every_code_is_explained_alike_in_three_languages(code: dict[str, Any]) -> None:
    """Name, definition and example stand in kk, ru and en; the lists to include and to leave out have as many lines in each."""
    for part in ("name", "definition", "examples"):
        assert set(code[part]) == set(LANGUAGES)
        assert all(wording.strip() for wording in code[part].values())
    for part in ("include", "exclude"):
        assert set(code[part]) == set(LANGUAGES)
        assert len({len(lines) for lines in code[part].values()}) == 1
        assert len(code[part]["kk"]) >= 2


@pytest.mark.parametrize("code", CODEBOOK["codes"], ids=lambda code: code["key"])
def test_what_is_left_out_names_the_code_to_use_instead(code: dict[str, Any]) -> None:
    """Each exclusion ends with name and key of another code, the same key in all languages, so that two coders move alike."""
    keys = {other["hotkey"]: other["name"] for other in CODEBOOK["codes"] if other is not code}
    for language in LANGUAGES:
        for line, english in zip(code["exclude"][language], code["exclude"]["en"], strict=True):
            (hotkey,) = re.findall(r"\(([0-9A-Z])\)", line)
            assert re.findall(r"\(([0-9A-Z])\)", english) == [hotkey]
            assert keys[hotkey][language] in line


def test_sixty_people_answer_in_three_languages() -> None:
    """Thirty theologians and thirty psychologists; 24 write Kazakh, 26 Russian, 10 English, each language in both groups."""
    assert [response["id"] for response in RESPONSES] == [f"{group}{n:02}" for group in "tp" for n in range(1, 31)]
    assert Counter(response["language"] for response in RESPONSES) == {"kk": 24, "ru": 26, "en": 10}
    assert {(response["questionnaire"], response["language"]) for response in RESPONSES} == {
        (slug, language) for slug in SLUGS for language in LANGUAGES
    }
    assert all(3 <= len(response["open"]) <= 7 for response in RESPONSES)
    assert 290 <= len(TEXTS) <= 340


def test_answers_are_of_many_lengths_and_letters() -> None:
    """A sixth is a few words, a fifth a story of four sentences and more; all nine Kazakh letters and some emoji occur."""
    words = [len(text.split()) for text in TEXTS.values()]
    sentences = [len(re.findall(r"[.?!…](?=[\s»”)]|$)", text)) for text in TEXTS.values()]
    assert 0.12 <= sum(n <= 5 for n in words) / len(words) <= 0.22
    assert 0.15 <= sum(n >= 4 for n in sentences) / len(sentences) <= 0.25
    everything = "".join(TEXTS.values())
    assert set("әғқңөұүһі") <= set(everything.casefold())
    assert len(re.findall("[\U0001f300-\U0001faff\u26bd]", everything)) >= 5


def test_nobody_says_what_another_said_but_for_the_common_short_answers() -> None:
    """No text stands twice; without case and punctuation only the listed short answers come again, in all three languages."""
    assert [text for text, times in Counter(TEXTS.values()).items() if times > 1] == []
    again = {text for text, times in Counter(map(plain, TEXTS.values())).items() if times > 1}
    assert again <= SAID_BY_SEVERAL
    assert again >= {"әйел теолог жетіспейді"} or again >= {"әйел теологтар жетіспейді"}
    assert again >= {"мало женщин теологов"} or again >= {"женщин теологов мало"}
    assert "too few women theologians" in again


def test_answers_fit_the_questions_of_the_workbooks(instruments: dict[str, Instrument]) -> None:
    """Closed answers use names, choices and types of the workbook; open answers belong to its questions of several lines."""
    for response in RESPONSES:
        instrument = instruments[response["questionnaire"]]
        assert set(response["open"]) <= instrument.multiline, response["id"]
        for name, value in response["closed"].items():
            where = (response["id"], name, value)
            kind, choice_list = instrument.types[name]
            allowed = instrument.choices.get(choice_list, set())
            if kind == "select_one":
                assert value in allowed, where
            elif kind in {"select_multiple", "rank"}:
                assert value, where
                assert set(value) <= allowed, where
                assert len(value) == len(set(value)) <= instrument.limits.get(name, len(allowed)), where
                assert len(value) == 1 or not set(value) & instrument.exclusive.get(choice_list, set()), where
            elif kind == "integer":
                assert isinstance(value, int), where
                assert 0 <= value <= 200, where
            else:
                assert (kind, type(value)) == ("text", str), where
                assert name not in instrument.multiline, where


def test_questions_that_were_not_asked_have_no_answer() -> None:
    """What the workbooks ask only after a certain answer is answered only then."""
    for response in RESPONSES:
        closed, opened, who = response["closed"], response["open"], response["id"]
        assert ("region_other" in closed) <= (closed["region"] == "other"), who
        assert ("training_useful" in closed) <= (closed["training"] in {"one_short", "several", "long"}), who
        assert ("reports_why" in opened) <= (closed["reports_overstated"] not in {"0", "not_seen"}), who
        assert ("tools_prison_other" in closed) <= ("other" in closed.get("tools_prison", ())), who
        assert ("correction_ways_other" in closed) <= ("other" in closed.get("correction_ways", ())), who
        assert ("referral_other" in closed) <= ("other" in closed.get("referral", ())), who
        assert ("referral_lacking" in closed) <= ("nobody" in closed.get("referral", ())), who
        assert ("referral_open" in opened) <= ("nobody" not in closed.get("referral", ())), who
        for name in closed:
            if name.startswith("nar_hard_"):
                assert closed.get(name.replace("hard", "met")) != "1", (who, name)
            if name.startswith("psy_child_"):
                assert "children" in closed["works_with"], (who, name)


def test_parts_of_the_staff_sum_to_the_whole(instruments: dict[str, Instrument]) -> None:
    """Where the whole is given, its parts add up to it, and no more women theologians are needed than specialists in all."""
    summed = 0
    for response in RESPONSES:
        closed = response["closed"]
        for total, parts in instruments[response["questionnaire"]].totals.items():
            if total in closed:
                assert sum(closed[part] for part in parts) == closed[total], response["id"]
                summed += 1
        if "need_women_theologians" in closed:
            assert closed["need_women_theologians"] <= closed["need_specialists"], response["id"]
    assert summed >= 55


def test_closed_answers_leave_gaps_and_fit_the_group() -> None:
    """The profession fits the questionnaire; every region is met, the small ones by 1 to 3 people; some cannot say, some leave gaps."""
    assert {(r["questionnaire"], r["closed"]["profession"]) for r in RESPONSES} == {
        ("theologians", "theologian"),
        ("psychologists", "psychologist"),
    }
    regions = Counter(response["closed"]["region"] for response in RESPONSES)
    assert len(regions) == 12
    assert all(1 <= regions[small] <= 3 for small in ("kokshetau", "pavlodar", "zhezkazgan", "kaskelen", "other"))
    assert {response["closed"]["years"] for response in RESPONSES} == {"up_to_2", "from_3_to_5", "from_6_to_10", "over_10"}
    assert {response["closed"]["sex"] for response in RESPONSES} == {"woman", "man", "refused"}
    assert sum("cannot_say" in response["closed"].values() for response in RESPONSES) >= 20
    assert sum("staff_total" not in response["closed"] for response in RESPONSES) >= 1


@pytest.mark.parametrize("coding", CODINGS["codings"], ids=lambda c: f"{c['coder']}-{c['response']}-{c['question']}-{c['code']}")
def test_every_quotation_stands_in_its_answer_exactly_once(coding: dict[str, str]) -> None:
    """A quotation is a run of the answer's own characters, met once, without spaces at its edges, under a code of the codebook."""
    text = TEXTS[coding["response"], coding["question"]]
    assert text.count(coding["quote"]) == 1
    assert coding["quote"] == coding["quote"].strip() != ""
    assert coding["code"] in {code["key"] for code in CODEBOOK["codes"]}
    assert coding["coder"] in CODINGS["coders"]


def codes_of(coder: str, source: tuple[str, str]) -> set[str]:
    return {c["code"] for c in CODINGS["codings"] if c["coder"] == coder and (c["response"], c["question"]) == source}


def done_by(coder: str) -> set[tuple[str, str]]:
    return {(d["response"], d["question"]) for d in CODINGS["done"] if d["coder"] == coder}


def test_two_coders_agree_on_most_and_differ_on_about_a_third() -> None:
    """A coded about 60 % and B about 50 % of the answers of the first 25 of each group; of what both did, a third differs in codes."""
    first = {source for source in TEXTS if int(source[0][1:]) <= 25}
    share = {coder: sum(bool(codes_of(coder, source)) for source in first) / len(first) for coder in "AB"}
    assert share["A"] == pytest.approx(0.6, abs=0.05)
    assert share["B"] == pytest.approx(0.5, abs=0.05)
    both = done_by("A") & done_by("B")
    differing = [source for source in both if codes_of("A", source) != codes_of("B", source)]
    assert len(differing) / len(both) == pytest.approx(1 / 3, abs=0.06)
    assert {c["code"] for c in CODINGS["codings"]} == {code["key"] for code in CODEBOOK["codes"]}
    assert done_by("A") | done_by("B") <= first
    assert len(CODINGS["done"]) == len(done_by("A")) + len(done_by("B"))


def test_codings_repeat_nothing_and_show_whole_answers_and_overlaps() -> None:
    """No coding stands twice; some cover the whole answer; in some answers one coder's passages under two codes overlap."""
    seen = [tuple(sorted(coding.items())) for coding in CODINGS["codings"]]
    assert len(seen) == len(set(seen))
    spans: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for coding in CODINGS["codings"]:
        start = TEXTS[coding["response"], coding["question"]].index(coding["quote"])
        place = (coding["coder"], coding["response"], coding["question"])
        spans.setdefault(place, []).append((start, start + len(coding["quote"])))
    whole = [place for place, ranges in spans.items() if (0, len(TEXTS[place[1:]])) in ranges]
    overlapping = [
        place
        for place, ranges in spans.items()
        if any(a < d and c < b for i, (a, b) in enumerate(ranges) for c, d in ranges[i + 1 :])
    ]
    assert len(whole) >= 10
    assert len(overlapping) >= 10


def test_memos_are_in_three_languages_and_on_answers_their_coder_read() -> None:
    """Twelve to twenty memos, at most one of a coder to an answer, each on an existing answer among the first 25 of a group."""
    memos = CODINGS["memos"]
    assert 12 <= len(memos) <= 20
    places = [(memo["coder"], memo["response"], memo["question"]) for memo in memos]
    assert len(places) == len(set(places))
    assert all((response, question) in TEXTS and int(response[1:]) <= 25 for _, response, question in places)
    kazakh = sum(bool(set("әғқңөұүһі") & set(memo["text"].casefold())) for memo in memos)
    english = sum(bool(re.match("[A-Za-z]", memo["text"])) for memo in memos)
    assert kazakh >= 3
    assert english >= 3
    assert len(memos) - kazakh - english >= 3
