"""Spans count code points, half-open; runs and lanes paint them without loss."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.segments import Span, SpanError, from_utf16, lanes, runs, to_utf16, trim, whole

KAZAKH = "Әйел теолог 🙂 керек: ғұмыр бойы үңілген, һәм өкінбеген."

texts = st.text(alphabet=st.sampled_from("ә ғқңөұүһі🙂👩‍🏫е\u0301\n"), min_size=1, max_size=40)


@st.composite
def spans_of(draw: st.DrawFn) -> tuple[int, list[Span]]:
    length = draw(st.integers(1, 40))
    starts = st.integers(0, length - 1)
    return length, [Span(start, draw(st.integers(start + 1, length))) for start in draw(st.lists(starts, max_size=8))]


def test_a_span_cuts_code_points_not_bytes_and_not_utf16_units():
    """An emoji is one character of an offset, whatever it takes in memory."""
    assert Span(12, 13).of(KAZAKH) == "🙂"
    assert Span(0, 4).of(KAZAKH) == "Әйел"


@pytest.mark.parametrize(("start", "stop"), [(3, 3), (4, 2), (-1, 2)])
def test_an_empty_or_backward_span_is_refused(start: int, stop: int):
    """A passage has at least one character."""
    with pytest.raises(SpanError):
        Span(start, stop)


def test_a_span_beyond_the_text_is_refused_with_both_numbers():
    """The message says how long the text is and where the passage would end."""
    with pytest.raises(SpanError, match=r"3 characters.*at 9"):
        Span(0, 9).of("бір")


def test_spaces_at_the_edges_are_no_part_of_a_passage():
    """A selection that catches the next space codes the words only."""
    assert trim("  үш сөз \n", Span(0, 10)) == Span(2, 8)


def test_a_passage_of_spaces_is_refused():
    """There is nothing to code between two words."""
    with pytest.raises(SpanError, match="Only spaces"):
        trim("бір  екі", Span(3, 5))


def test_the_example_of_the_docstring():
    """Two passages that overlap in one character make four runs."""
    assert [(run.start, run.stop, run.marks) for run in runs(5, [Span(0, 3), Span(2, 4)])] == [
        (0, 2, (0,)),
        (2, 3, (0, 1)),
        (3, 4, (1,)),
        (4, 5, ()),
    ]


@given(spans_of())
def test_runs_tile_the_text_and_carry_exactly_the_passages_around_them(drawn: tuple[int, list[Span]]):
    """No character is lost or doubled, and each is marked by those passages that hold it, and no other."""
    length, spans = drawn
    pieces = runs(length, spans)
    assert [(a.stop, b.start) for a, b in pairwise(pieces)] == [(b.start, b.start) for b in pieces[1:]]
    assert (pieces[0].start, pieces[-1].stop) == (0, length)
    for piece in pieces:
        for at in range(piece.start, piece.stop):
            assert piece.marks == tuple(n for n, span in enumerate(spans) if span.start <= at < span.stop)


@given(spans_of())
def test_passages_that_overlap_have_different_lanes(drawn: tuple[int, list[Span]]):
    """Underlines never lie on each other, and no more lanes are used than passages lie on one character."""
    length, spans = drawn
    given_lanes = lanes(spans)
    for n, one in enumerate(spans):
        for m in range(n):
            assert not one.overlaps(spans[m]) or given_lanes[n] != given_lanes[m]
    deepest = max((len(run.marks) for run in runs(length, spans)), default=0)
    assert max(given_lanes, default=-1) + 1 == deepest


@given(texts, st.data())
def test_utf16_offsets_go_there_and_back(text: str, data: st.DataObject):
    """What a browser counts is translated without loss, surrogate pairs and combining marks included."""
    at = data.draw(st.integers(0, len(text)))
    assert from_utf16(text, to_utf16(text, at)) == at
    assert to_utf16(text, at) == len(text[:at].encode("utf-16-le")) // 2


def test_the_middle_of_a_surrogate_pair_is_no_place():
    """An offset inside an emoji is refused, never rounded."""
    with pytest.raises(SpanError, match="two UTF-16 units"):
        from_utf16("🙂", 1)


@given(texts)
def test_the_whole_text_is_one_span(text: str):
    """whole(text) leaves nothing out."""
    assert whole(text).of(text) == text
