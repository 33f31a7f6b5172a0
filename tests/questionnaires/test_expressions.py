"""Expressions: what they give, what is refused and where, and that no text can make them slow or deep."""

from __future__ import annotations

import json
import math
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.expressions import BrokenExpression, Expression, ExpressionError, evaluate, parse
from questionnaires.expressions.registry import FUNCTIONS, NOT_YET

TABLE = json.loads(Path(__file__).with_name("expression_vectors.json").read_text("utf-8"))
NOW = datetime.fromisoformat(TABLE["now"])


def plain(value: Any) -> Any:
    """The value that a cell of the table stands for."""
    if isinstance(value, dict) and "date" in value:
        return date.fromisoformat(value["date"])
    if isinstance(value, dict) and "number" in value:
        return float(value["number"].replace("Infinity", "inf"))
    return value


@pytest.mark.parametrize("vector", TABLE["vectors"], ids=lambda vector: f"{vector['expression']} {vector['why']}"[:80])
def test_worked_vectors(vector: dict[str, Any]) -> None:
    """Each line of the table gives what stands there, and in the kind of value that stands there."""
    given_options = {name: vector[name] for name in ("this", "repeat", "choices", "language") if name in vector}
    answers = {name: plain(value) for name, value in vector["answers"].items()}
    expected = plain(vector["gives"])

    found = evaluate(parse(vector["expression"]), answers, now=NOW, **given_options)

    if isinstance(expected, float) and math.isnan(expected):
        assert isinstance(found, float)
        assert math.isnan(found)
    else:
        assert found == expected
        assert type(found) is type(expected)


def test_the_table_is_long_enough_and_covers_every_function() -> None:
    """No function is without a worked vector."""
    called = {str(node[1]) for vector in TABLE["vectors"] for node in parse(vector["expression"]).walk() if node[0] == "call"}
    assert len(TABLE["vectors"]) >= 120
    assert set(FUNCTIONS) - called == {"asin", "acos", "atan"}


@pytest.mark.parametrize(
    ("name", "given_number", "expected"),
    [("asin", 1.0, math.pi / 2), ("acos", 1.0, 0.0), ("atan", 1.0, math.pi / 4), ("acos", 2.0, math.nan)],
)
def test_inverse_angles_are_radians(name: str, given_number: float, expected: float) -> None:
    """Inverse functions give radians, and NaN outside their domain."""
    assert evaluate(parse(f"{name}(${{n}})"), {"n": given_number}, now=NOW) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "code", "column", "hint"),
    [
        ("slected(${a},'1'", "unknown-function", 1, "selected"),
        ("1 + Selected(${a}, '1')", "unknown-function", 5, "selected"),
        ("қосу(1)", "unknown-function", 1, ""),
        ("selected(${a},'1'", "missing-parenthesis", 18, ")"),
        ("(1 + 2", "missing-parenthesis", 7, ")"),
        ("1 + 2)", "extra-parenthesis", 6, ""),
        ("selected(${a})", "arguments", 1, ""),
        ("true(1)", "arguments", 1, ""),
        ("if(1, 2)", "arguments", 1, ""),
        (". > 10 andd . < 5", "operator-expected", 8, "and"),
        (". > 10 AND . < 5", "operator-expected", 8, "and"),
        ("1 2", "operator-expected", 3, ""),
        ("${a} == 1", "sign", 6, "="),
        ("${a} && ${b}", "sign", 6, "and"),
        ("${a} || ${b}", "sign", 6, "or"),
        ("${a} <> 1", "sign", 6, "!="),
        ("${a} ≥ 1", "sign", 6, ">="),
        ("${a} % 2", "sign", 6, "mod"),
        ("${a} / 2", "sign", 6, "div"),
        ("!${a}", "sign", 1, "not(...)"),
        ("1 +", "ends-early", 4, ""),
        ("", "empty", 1, ""),
        ("   ", "empty", 1, ""),
        ("and 1", "operator-expected", 5, ""),
        ("1 = = 2", "value-expected", 5, ""),
        ("concat('a',)", "value-expected", 12, ""),
        ("'ашық", "unclosed-text", 1, ""),
        ('1 = "ашық', "unclosed-text", 5, ""),
        ("${a", "reference", 1, "${a}"),
        ("$a = 1", "reference", 1, "${a}"),
        ("${} = 1", "reference", 1, ""),
        ("${a b} = 1", "reference", 1, ""),
        ("1 + ${last-saved#n}", "last-saved", 5, "${n}"),
        ("../", "path", 4, ""),
        ("regex(., '(?=a)b')", "pattern", 10, ""),
        ("regex(., '(a')", "pattern", 10, ""),
        ("regex(., '(a)\\1')", "pattern", 10, ""),
        ("regex(., ${p})", "pattern", 10, ""),
        ("jr:choice-name(${a}, 'a')", "reference", 22, ""),
        ("instance('x')", "not-supported", 1, ""),
        ("1 + random()", "not-supported", 5, ""),
        ("indexed-repeat(${a}, ${b}, 1)", "not-supported", 1, ""),
        ("position(${a})", "not-supported", 10, ""),
        ("..", "not-supported", 1, ""),
        (".. = 1", "not-supported", 1, ""),
        ("./a", "not-supported", 1, ""),
        ("/data", "not-supported", 1, ""),
        ("//a", "not-supported", 1, ""),
        ("@a", "not-supported", 1, ""),
        ("* = 1", "not-supported", 1, ""),
        ("a[1]", "not-supported", 1, ""),
        ("${a}[1]", "not-supported", 5, ""),
        ("self::a", "not-supported", 1, ""),
        ("../a[1] = 2", "not-supported", 5, ""),
        ("current()/../a", "not-supported", 1, ""),
        ("🌾 = 1", "sign", 1, ""),
    ],
)
def test_what_is_wrong_is_said_with_its_column(text: str, code: str, column: int, hint: str) -> None:
    """A text that is no expression is refused with a code, the column in code points from 1, and the nearest right spelling."""
    with pytest.raises(ExpressionError) as refusal:
        parse(text)
    assert (refusal.value.code, refusal.value.column, refusal.value.hint) == (code, column, hint)
    assert refusal.value.message


def test_columns_count_code_points() -> None:
    """An emoji before the fault counts as one character."""
    with pytest.raises(ExpressionError) as refusal:
        parse("'🌾ә' = slected(., '1')")
    assert refusal.value.column == 8


@pytest.mark.parametrize("name", sorted(NOT_YET))
def test_functions_of_the_format_that_are_not_built_say_so(name: str) -> None:
    """A function that ODK knows is never called unknown."""
    with pytest.raises(ExpressionError) as refusal:
        parse(f"{name}(1)")
    assert refusal.value.code == "not-supported"


@pytest.mark.parametrize(
    "hostile",
    [
        "(" * 10_000 + "1" + ")" * 10_000,
        "not(" * 10_000,
        "-" * 10_000 + "1",
        "1 div " * 10_000 + "1",
        "1 < " * 10_000 + "1",
        "1 or " * 10_000 + "1",
        "if(1, " * 5_000,
        "../" * 10_000,
        "'" * 9_999,
        "1" * 20_000 + "ə(",
    ],
    ids=lambda text: text[:12],
)
def test_hostile_texts_are_refused_at_once(hostile: str) -> None:
    """Depth and length are bounded: no recursion error, and an answer in 50 ms."""
    started = time.perf_counter()
    with pytest.raises(ExpressionError):
        parse(hostile)
    assert time.perf_counter() - started < 0.05


def test_fifty_levels_are_allowed_and_fifty_one_are_not() -> None:
    """The bound is where the documentation says."""
    assert evaluate(parse("(" * 50 + "1" + ")" * 50), {}, now=NOW) == 1.0
    with pytest.raises(ExpressionError) as refusal:
        parse("(" * 51 + "1" + ")" * 51)
    assert refusal.value.code == "too-deep"


def test_the_deepest_expression_runs_far_below_the_limit_of_recursion() -> None:
    """What parses also compiles and runs, wherever it is called from."""
    deepest = "not(1 = 2 or 3 < 4 + 5 * -" * 8 + "1" + ")" * 8
    ladder = "1 or 1 and 1 = 1 < 1 + 1 * -(" * 50
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len_of_stack() + 600)
    try:
        assert isinstance(evaluate(parse(deepest), {}, now=NOW), bool)
        with pytest.raises(ExpressionError):
            parse(ladder)
    finally:
        sys.setrecursionlimit(limit)


def len_of_stack() -> int:
    """How many frames are open."""
    frame, depth = sys._getframe(), 0
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    return depth


def test_long_alternatives_are_no_depth() -> None:
    """Two hundred conditions joined by `or` are one level."""
    text = " or ".join(f"${{q}} = '{number}'" for number in range(200))
    assert evaluate(parse(text), {"q": "199"}, now=NOW) is True
    assert evaluate(parse(text), {"q": "200"}, now=NOW) is False


def test_long_sums_are_exact() -> None:
    """A chain of + and - gives what Python gives from left to right, to the last bit."""
    terms = [0.1, 0.2, 0.3, 1e15, 0.7, 1e-9]
    text = "0.5" + "".join(f" {'+-'[place % 2]} {term:.10f}" for place, term in enumerate(terms * 10))
    expected = 0.5
    for place, term in enumerate(terms * 10):
        expected = expected + float(f"{term:.10f}") if place % 2 == 0 else expected - float(f"{term:.10f}")
    assert evaluate(parse(text), {}, now=NOW) == expected


def test_trees_are_plain_data() -> None:
    """The tree travels as JSON to the browser."""
    tree = parse("not(selected(${a}, 'x')) and ${b} - 1 > 2 or . = ''").tree
    assert json.loads(json.dumps(tree)) == tree
    assert tree == [
        "or",
        ["and", ["call", "not", ["call", "selected", ["ref", "a"], ["str", "x"]]], [">", ["-", ["ref", "b"], ["num", 1.0]], ["num", 2.0]]],
        ["=", ["this"], ["str", ""]],
    ]  # fmt: skip


def test_names_that_an_expression_reads() -> None:
    """References are found wherever they stand, the quoted one of jr:choice-name included."""
    assert parse("${a} + ../b > /data/c and jr:choice-name(., '${d}') = ${a}").references == {"a", "b", "c", "d"}


def test_expressions_are_equal_by_their_texts() -> None:
    """Two expressions are one when they are written alike; parsing the same text twice costs nothing."""
    assert parse("${a} = 1") is parse("${a} = 1")
    assert parse("${a} = 1") == Expression("${a} = 1", ["num", 0.0])
    assert parse("${a} = 1") != parse("${a}=1")
    assert BrokenExpression("(") == BrokenExpression("(")


def test_now_must_say_its_offset() -> None:
    """Without an offset nobody knows which day it is."""
    with pytest.raises(ValueError, match="offset"):
        evaluate(parse("today()"), {}, now=datetime(2026, 11, 22, 15, 0))  # noqa: DTZ001


def test_today_is_the_day_where_the_expert_is() -> None:
    """At 20:30 in UTC it is the next day in Almaty."""
    evening = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
    assert evaluate(parse("today()"), {}, now=evening) == date(2026, 11, 22)
    assert evaluate(parse("today()"), {}, now=evening.astimezone(NOW.tzinfo)) == date(2026, 11, 23)


def test_catastrophic_patterns_take_linear_time() -> None:
    """A pattern that would hang a backtracking engine answers at once."""
    pattern = parse("regex(., '(a+)+b')")
    started = time.perf_counter()
    assert evaluate(pattern, {}, now=NOW, this="a" * 20_000) is False
    assert time.perf_counter() - started < 0.5


WORDS = st.sampled_from(
    ["${a}", "${б-в}", "1", "2.5", "'x'", "(", ")", ",", "+", "-", "*", "div", "mod", "and", "or", "=", "!=", "<", ">=", "|", ".", "..", "/",
     "not(", "if(", "selected(", "sum(", "today()", "concat(", "name", "[", "]", "//", "🌾", "'", "${", "regex(., '["]
)  # fmt: skip


def read(text: str) -> Expression | ExpressionError:
    """The expression, or what is wrong with it."""
    try:
        return parse(text)
    except ExpressionError as refusal:
        return refusal


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_any_words_are_parsed_or_refused(text: str) -> None:
    """Whatever stands in a cell: an expression that evaluates, or an error that points into the text."""
    found = read(text)
    if isinstance(found, ExpressionError):
        assert 1 <= found.column <= len(text) + 1
    else:
        evaluate(found, {"a": 3, "б-в": None}, now=NOW, this="x")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    """No text raises anything but an ExpressionError."""
    found = read(text)
    assert isinstance(found, Expression) or 1 <= found.column <= len(text) + 1
