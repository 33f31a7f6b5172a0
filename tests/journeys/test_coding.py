"""Coding in a browser, as a play: by keys, by mouse, without a connection, against refusals, in every script that people write."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session, col, select

from coding.codebook import load_codebook, retire_code
from coding.models import Code, CodedSegment, Coder, Event, Memo, Source
from coding.sources import take_answers
from questionnaires.models import Answer, QuestionnaireVersion, Response, Study
from survey.database import make_engine
from survey.demo.build import SLUG
from tests.journeys.conftest import House, running

STUDY = f"/studies/{SLUG}/coding/first_change"
#: Kazakh, Russian, Arabic, emoji of one and of several code points, a combining mark, pasted line ends.
MIXED = "Әйелдің 👩🏽‍🏫 сөзі: «تكفير» деген не?\r\nОна сказала ё и й 🙂🙂, һәм кетті.\rЖаңа жол ғой."
SHORT = "Бір әйел теолог үш ауданға жетпейді. Қалғаны есеп үшін жазылады."

pytestmark = pytest.mark.journey


@dataclass
class Desk:
    """A coder before the answers, and the tables behind them."""

    page: Page
    house: House
    labels: dict[str, str]

    def open(self, text: str) -> None:
        self.page.goto(f"{self.house.url}{STUDY}?answer={self.labels[text]}")
        expect(self.page.locator("body.coding--live")).to_be_attached()
        self.page.locator("#answer").focus()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def saved(self) -> None:
        expect(self.page.locator("#state")).to_contain_text("Saved")

    def rows(self, text: str) -> list[tuple[str, str]]:
        """(key of the code, quotation) of all passages of coder A on the answer."""
        engine = make_engine(self.house.settings.database_url)
        with Session(engine) as session:
            found = session.execute(
                select(Code.key, CodedSegment.quote)
                .join(CodedSegment, col(CodedSegment.code_id) == Code.id)
                .join(Source, col(Source.id) == CodedSegment.source_id)
                .join(Coder, col(Coder.id) == CodedSegment.coder_id)
                .where(Source.label == self.labels[text], Source.question == "first_change", Coder.label == "Coder A")
                .order_by(col(CodedSegment.start), col(Code.key))
            ).all()
        engine.dispose()
        return [tuple(row) for row in found]


@dataclass(frozen=True)
class Place:
    """A demo of these journeys, and the state of a browser in which coder A is signed in."""

    house: House
    signed_in: Any


@pytest.fixture(scope="module")
def place(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One demo for this file: each journey brings two answers of its own."""
    with running(tmp_path_factory.mktemp("coding")) as house:
        page = chromium.new_page()
        page.goto(house.sign_in["coder A"])
        page.get_by_role("button").first.click()
        page.wait_for_url("**/studies")
        yield Place(house, page.context.storage_state())
        page.close()


@pytest.fixture
def desk(place: Place, visit: Callable[..., Page]) -> Desk:
    """Coder A at work; two answers were released for this journey."""
    engine = make_engine(place.house.settings.database_url)
    labels: dict[str, str] = {}
    with Session(engine) as session:
        study = session.exec(select(Study)).one()
        version = session.exec(select(QuestionnaireVersion)).first()
        assert version is not None
        for text in (MIXED, SHORT):
            response = Response(
                study_id=study.id, version_id=version.id, language="kk", consent_number=1, may_quote=True, may_archive=True
            )
            session.add(response)
            session.flush()
            session.add(Answer(response_id=response.id, question="first_change", value=text))
            session.flush()
            take_answers(session, study_id=study.id, response_ids=[response.id])
            labels[text] = session.exec(select(Source.label).where(Source.response_id == response.id)).one()
        session.commit()
    engine.dispose()
    return Desk(visit(width=1440, storage_state=place.signed_in), place.house, labels)


def test_words_are_chosen_coded_and_taken_back_by_keys(desk: Desk) -> None:
    """Given an answer, when words and a sentence are coded by keys and steps are undone and redone, then the rows follow each step."""
    desk.open(SHORT)
    desk.press("ArrowRight", "ArrowRight", "Shift+ArrowRight")  # әйел теолог
    expect(desk.page.locator("#tip")).to_contain_text("Words chosen: 2")
    desk.press("a", "1")  # two codes on the same words
    desk.press("Escape", "s", "s", "3")  # the second sentence
    desk.saved()
    assert desk.rows(SHORT) == [
        ("gender-insensitivity", "әйел теолог"),
        ("women-theologians", "әйел теолог"),
        ("formal-reporting", "Қалғаны есеп үшін жазылады."),
    ]
    expect(desk.page.locator("#margin .mname")).to_have_count(3)
    desk.press("z", "z")
    expect(desk.page.locator("#undo")).to_contain_text("Undo “A on")
    desk.press("Shift+Z")
    expect(desk.page.locator("#undo")).to_contain_text("Undo “1 on")
    desk.saved()
    assert [code for code, _quote in desk.rows(SHORT)] == ["gender-insensitivity", "women-theologians"]
    desk.page.reload()
    expect(desk.page.locator("#margin .mname")).to_have_count(2)


def test_the_key_of_a_code_that_is_there_takes_it_off(desk: Desk) -> None:
    """Without chosen words a key codes the whole answer, and again takes it off; a click on a passage chooses it."""
    desk.open(SHORT)
    desk.press("2")
    expect(desk.page.locator("#whole")).to_contain_text("Specialist shortages")
    desk.press("2")
    expect(desk.page.locator("#whole")).to_be_hidden()
    desk.press("s", "2", "Escape")
    desk.page.locator("#text .seg").first.click()
    expect(desk.page.locator("#text .picked")).to_have_text("Бір әйел теолог үш ауданға жетпейді.")
    desk.press("2")
    expect(desk.page.locator("#text .seg")).to_have_count(0)
    desk.saved()
    assert desk.rows(SHORT) == []


@pytest.mark.parametrize("layout", ["ә", "ё"])
def test_keys_go_by_their_place_on_the_keyboard(desk: Desk, layout: str) -> None:
    """On the Kazakh layout the key 2 types ә, on the Russian one the key J types о: both do what their place says."""
    desk.open(SHORT)
    desk.page.evaluate(
        "key => document.getElementById('answer').dispatchEvent(new KeyboardEvent('keydown', {key, code: 'Digit2', bubbles: true, cancelable: true}))",
        layout,
    )
    expect(desk.page.locator("#whole")).to_contain_text("Specialist shortages")


def test_keys_stay_letters_in_the_memo(desk: Desk) -> None:
    """Typing a memo codes nothing; it is saved by itself and is there after a reload."""
    desk.open(SHORT)
    desk.press("m")
    desk.page.keyboard.type("2 jz Қорқыныш па? 🙂")
    desk.press("Escape")
    desk.saved()
    assert desk.rows(SHORT) == []
    desk.page.reload()
    expect(desk.page.locator("#memo")).to_have_value("2 jz Қорқыныш па? 🙂")


def test_words_are_selected_by_mouse(desk: Desk) -> None:
    """A real selection in the text becomes the passage, without the spaces at its edges."""
    desk.open(SHORT)
    box = desk.page.evaluate(
        """() => { const node = document.getElementById('text').firstChild, range = document.createRange();
        const from = node.data.indexOf('үш'); range.setStart(node, from - 1); range.setEnd(node, from + 'үш ауданға '.length);
        const r = range.getBoundingClientRect(); return [r.left, r.right, (r.top + r.bottom) / 2]; }"""
    )
    desk.page.mouse.move(box[0] + 1, box[2])
    desk.page.mouse.down()
    desk.page.mouse.move(box[1] - 1, box[2], steps=8)
    desk.page.mouse.up()
    desk.page.locator(".node[data-code=specialist-shortages]").click()
    desk.saved()
    assert desk.rows(SHORT) == [("specialist-shortages", "үш ауданға")]


def test_a_mixed_text_is_coded_and_read_back_sign_by_sign(desk: Desk) -> None:
    """Every word, emoji and line of a mixed text is coded by its code points, and each quotation is the text's own slice."""
    kept = MIXED.replace("\r\n", "\n").replace("\r", "\n")
    desk.open(MIXED)
    assert desk.page.locator("#text").evaluate("box => box.textContent") == kept
    assert unicodedata.normalize("NFC", kept) == kept
    wanted = ["Әйелдің", "👩🏽‍🏫", "تكفير", "🙂🙂, һәм", "кетті.\nЖаңа жол"]
    for code, quote in zip(("1", "2", "3", "4", "5"), wanted, strict=True):
        desk.page.evaluate(
            """quote => { const box = document.getElementById('text'), walk = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
            const from = box.textContent.indexOf(quote), to = from + quote.length, range = document.createRange(); let node, at = 0, begun = false;
            while ((node = walk.nextNode())) { const end = at + node.length;
              if (!begun && from < end) { range.setStart(node, from - at); begun = true; }
              if (to <= end) { range.setEnd(node, to - at); break; } at = end; }
            const picked = getSelection(); picked.removeAllRanges(); picked.addRange(range); }""",
            quote,
        )
        expect(desk.page.locator("#tip")).to_be_visible()
        desk.page.wait_for_timeout(50)  # the browser tells of a selection in a task of its own
        desk.press(code)
        desk.press("Escape")
    desk.saved()
    assert sorted(quote for _code, quote in desk.rows(MIXED)) == sorted(wanted)
    desk.page.reload()
    painted = desk.page.locator("#text").evaluate("box => [...box.querySelectorAll('.seg')].map(one => one.textContent)")
    assert "".join(painted) == "".join(wanted)
    assert desk.page.locator("#text").evaluate("box => box.textContent") == kept


def test_combining_marks_and_halves_of_pairs_never_shift_offsets(desk: Desk) -> None:
    """Offsets that the browser would place inside a surrogate pair are moved out of it, and nothing after it is shifted."""
    desk.open(MIXED)
    desk.page.evaluate(
        """() => { const node = document.getElementById('text').firstChild, at = node.data.indexOf('🙂'), range = document.createRange();
        range.setStart(node, at + 1); range.setEnd(node, at + 3); const s = getSelection(); s.removeAllRanges(); s.addRange(range); }"""
    )
    expect(desk.page.locator("#tip")).to_be_visible()
    desk.press("6")
    desk.saved()
    assert desk.rows(MIXED) == [("legal-obstacles", "🙂🙂")]


def test_steps_wait_for_a_lost_connection_and_none_is_lost(desk: Desk) -> None:
    """Offline the page says how many steps wait; a step can be given up there; a reload and the connection bring the others home."""
    desk.open(SHORT)
    desk.page.context.set_offline(True)
    desk.press("2", "3", "4")
    expect(desk.page.locator("#state")).to_contain_text("steps that wait for the connection: 3")
    desk.press("z")
    expect(desk.page.locator("#state")).to_contain_text("wait for the connection: 2")
    assert desk.rows(SHORT) == []
    expect(desk.page.locator("#whole .code-tag")).to_have_count(2)
    desk.page.context.set_offline(False)
    desk.saved()
    assert [code for code, _quote in desk.rows(SHORT)] == ["formal-reporting", "specialist-shortages"]


def test_steps_outlive_a_reload(desk: Desk) -> None:
    """What could not be sent before the page was closed is sent when it is opened again in the same tab."""
    desk.open(SHORT)
    desk.page.route("**/segments", lambda route: route.abort())
    desk.press("2")
    expect(desk.page.locator("#state")).to_contain_text("wait for the connection: 1")
    desk.page.unroute("**/segments")
    desk.page.once("dialog", lambda dialog: dialog.accept())
    desk.page.reload()
    desk.saved()
    assert desk.rows(SHORT) == [("specialist-shortages", SHORT)]


def test_a_refused_step_is_taken_back_in_sight(desk: Desk) -> None:
    """A code retired since the page was opened: painted at the key, taken back at the reply, with the reason."""
    desk.open(SHORT)
    engine = make_engine(desk.house.settings.database_url)
    with Session(engine) as session:
        study = session.exec(select(Study)).one()
        code = load_codebook(session, study.id).by_key["re-radicalization-risk"]
        retire_code(session, study_id=study.id, coder_id=None, code_id=code.id, revision=code.revision, now=datetime.now(UTC))
        session.commit()
    engine.dispose()
    desk.press("e")
    expect(desk.page.locator("#message")).to_contain_text("This code was retired")
    expect(desk.page.locator("#whole")).to_be_hidden()
    assert desk.rows(SHORT) == []


def test_a_memo_changed_in_another_window_shows_both_texts(desk: Desk) -> None:
    """The second window keeps its own words or takes the others; neither is lost unseen."""
    desk.open(SHORT)
    other = desk.page.context.new_page()
    other.goto(desk.page.url)
    desk.page.locator("#memo").fill("бірінші терезе")
    desk.press("Escape")
    desk.saved()
    other.locator("#memo").fill("екінші терезе")
    other.locator("#memo").press("Escape")
    notice = other.locator("#memo-notice")
    expect(notice).to_contain_text("бірінші терезе")
    expect(other.locator("#memo")).to_have_value("екінші терезе")
    notice.get_by_role("button", name="Keep mine").click()
    expect(other.locator("#state")).to_contain_text("Saved")
    engine = make_engine(desk.house.settings.database_url)
    with Session(engine) as session:
        memo = session.exec(
            select(Memo).join(Source, col(Source.id) == Memo.source_id).where(Source.label == desk.labels[SHORT])
        ).one()
        assert (memo.text, memo.revision) == ("екінші терезе", 2)
    engine.dispose()


def test_a_code_is_found_by_its_name_in_any_language(desk: Desk) -> None:
    """/ opens a field; a Russian name, or a Kazakh one typed without its own letters, leads to the code."""
    desk.open(SHORT)
    desk.press("/")
    desk.page.keyboard.type("стигма")
    expect(desk.page.locator("#palette [role=option]")).to_have_count(1)
    desk.press("Enter")
    expect(desk.page.locator("#whole")).to_contain_text("Stigmatization")
    desk.page.locator("#answer").focus()
    desk.press("/")
    desk.page.keyboard.type("колдау")
    expect(desk.page.locator("#palette [role=option]").first).to_contain_text("Community support")
    desk.press("Escape", "?")
    expect(desk.page.locator("#keys")).to_be_visible()


def test_done_leads_to_the_next_answer_and_can_be_taken_back(desk: Desk) -> None:
    """Space marks and moves on; Undo leads back to the answer that it opens again."""
    desk.open(SHORT)
    before = desk.page.locator("#progress").inner_text()
    desk.press("Space")
    expect(desk.page.locator("#label")).not_to_have_text(desk.labels[SHORT])
    expect(desk.page.locator("#progress")).not_to_have_text(before)
    desk.saved()
    desk.page.locator("#answer").focus()
    desk.press("z")
    expect(desk.page.locator("#label")).to_have_text(desk.labels[SHORT])
    expect(desk.page.locator("#progress")).to_have_text(before)


def test_without_scripts_answers_are_read_coded_and_undone(desk: Desk, visit: Callable[..., Page]) -> None:
    """The same page as plain forms: list, whole-answer codes by buttons, memo, done, undo."""
    plain = visit(width=390, scripts=False, storage_state=desk.page.context.storage_state())
    plain.goto(f"{desk.house.url}{STUDY}?answer={desk.labels[SHORT]}")
    plain.get_by_role("button", name="Formal reporting").click()
    expect(plain.locator("#whole")).to_contain_text("Formal reporting")
    plain.locator("#memo").fill("без скриптов")
    plain.get_by_role("button", name="Save the memo").click()
    expect(plain.locator("#memo")).to_have_value("без скриптов")
    plain.get_by_role("button", name="Undo").click()
    expect(plain.locator("#memo")).to_have_value("")
    plain.get_by_role("button", name="Done, next").click()
    expect(plain.locator("#label")).not_to_have_text(desk.labels[SHORT])
    assert desk.rows(SHORT) == [("formal-reporting", SHORT)]
    engine = make_engine(desk.house.settings.database_url)
    with Session(engine) as session:
        kinds = [event.kind for event in session.exec(select(Event).order_by(col(Event.id).desc()).limit(4))]
        assert kinds == ["done", "undo", "memo", "coded"]
    engine.dispose()


@pytest.mark.parametrize(("width", "scheme", "language"), [(1440, "dark", "ru"), (390, "light", "kk")])
def test_axe_finds_nothing_on_a_page_in_the_middle_of_work(
    desk: Desk, visit: Callable[..., Page], axe: Callable[[Page], None], width: int, scheme: str, language: str
) -> None:
    """Passages, chosen words, margin, palette and key list open: nothing is found, nothing scrolls sideways."""
    page = visit(width=width, scheme=scheme, storage_state=desk.page.context.storage_state())
    page.goto(f"{desk.house.url}{STUDY}?answer={desk.labels[SHORT]}&language={language}")
    page.locator("#answer").focus()
    for key in ("s", "1", "a", "ArrowRight", "Shift+ArrowRight", "2"):
        page.keyboard.press(key)
    expect(page.locator("#text .seg").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.keyboard.press("/")
    axe(page)
    page.keyboard.press("Escape")
    page.locator("#answer").focus()
    page.keyboard.press("?")
    axe(page)
