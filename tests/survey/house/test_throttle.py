"""Limits on tries: sliding windows, salted keys, bounded memory."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import TooManyRequests

from survey import throttle as module
from survey.throttle import Limit, Throttle

FIVE = Limit(5, 900)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> Throttle:
    return Throttle(clock=clock)


def test_the_window_slides(throttle: Throttle, clock: Clock) -> None:
    """Five tries at 0, 100, ... 400 seconds: the sixth at 500 waits until 900 s after the first, and no longer."""
    for _ in range(5):
        assert throttle.wait("sign-in", "a", limit=FIVE) == 0
        clock.now += 100
    assert throttle.wait("sign-in", "a", limit=FIVE) == 400
    clock.now += 400
    assert throttle.wait("sign-in", "a", limit=FIVE) == 0
    assert throttle.wait("sign-in", "a", limit=FIVE) == 100


def test_waiting_costs_no_try(throttle: Throttle, clock: Clock) -> None:
    """Whoever asks again while he must wait does not make it longer."""
    for _ in range(5):
        throttle.wait("sign-in", "a", limit=FIVE)
    clock.now += 899.5
    for _ in range(100):
        assert throttle.wait("sign-in", "a", limit=FIVE) == 1
    clock.now += 0.5
    assert throttle.wait("sign-in", "a", limit=FIVE) == 0


def test_keys_are_apart(throttle: Throttle) -> None:
    """Tries of one scope, account or place do not count for another, however the words are cut."""
    for _ in range(5):
        throttle.wait("sign-in", "ab", "c", limit=FIVE)
    assert throttle.left("sign-in", "ab", "c", limit=FIVE) == 0
    assert throttle.left("sign-in", "a", "bc", limit=FIVE) == 5
    assert throttle.left("letter", "ab", "c", limit=FIVE) == 5


def test_success_forgets(throttle: Throttle) -> None:
    """A key that has shown it knows the answer starts anew."""
    for _ in range(4):
        throttle.wait("sign-in", "a", limit=FIVE)
    throttle.forget("sign-in", "a")
    assert throttle.left("sign-in", "a", limit=FIVE) == 5


def test_too_many_is_an_http_answer(throttle: Throttle) -> None:
    """`check` raises what the error pages understand, with the seconds to wait."""
    once = Limit(1, 60)
    throttle.check("link", "a", limit=once)
    with pytest.raises(TooManyRequests) as refused:
        throttle.check("link", "a", limit=once)
    assert refused.value.retry_after == 60


def test_memory_holds_no_address(throttle: Throttle, clock: Clock) -> None:
    """Keys are HMACs under a salt that changes daily: yesterday's keys mean nothing today."""
    throttle.wait("sign-in", "asel@example.org", "192.0.2.1", limit=FIVE)
    held = repr(vars(throttle))
    assert "asel" not in held
    assert "192.0.2" not in held
    (before,) = throttle._tries
    clock.now += 86_400
    throttle.wait("sign-in", "asel@example.org", "192.0.2.1", limit=FIVE)
    (after,) = throttle._tries
    assert before != after


def test_memory_is_bounded(throttle: Throttle, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of addresses pushes out the longest unused keys, not all of them."""
    monkeypatch.setattr(module, "_MOST_KEYS", 3)
    for place in "abc":
        throttle.wait("sign-in", place, limit=FIVE)
    throttle.wait("sign-in", "a", limit=FIVE)
    throttle.wait("sign-in", "d", limit=FIVE)
    assert [throttle.left("sign-in", place, limit=FIVE) for place in "abcd"] == [3, 5, 4, 4]
