"""After release nothing can be linked: an adversary with everything but the keys names authors no better than chance.

And the game is no sham: against systems that leak through one channel each, the same adversary wins.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.linking.chance import surprise
from tests.linking.game import K, Outcome, play_game
from tests.linking.leaks import LEAKS, Honest
from tests.linking.stage import declare

SHORT, LONG = 25, 200
#: A control is won or not: fewer games show it.
CONTROL = 20
#: PROTOCOL, section 11.
TOO_SURPRISING = 1e-4
MUST_WIN = 0.9

Play = Callable[..., list[Outcome]]


@pytest.fixture
def games(database_url: str, tmp_path: Path) -> Play:
    """So many games: on SQLite each in a file of its own, on PostgreSQL each as a further study of one database."""
    declare(database_url)
    path = Path(database_url.removeprefix("sqlite:///"))

    def play(system: Honest, count: int, *, seed: int, plan: str = "closing") -> list[Outcome]:
        found = []
        for number in range(count):
            url = database_url
            if database_url.startswith("sqlite"):
                url = f"sqlite:///{tmp_path}/game.db"
                for leftover in tmp_path.glob("game.db*"):
                    leftover.unlink()
                shutil.copyfile(path, tmp_path / "game.db")
            found.append(play_game(url, tmp_path, system, seed=seed * 1000 + number, plan=plan))
        return found

    return play


def judge(outcomes: list[Outcome]) -> dict[str, float]:
    """For each attack how surprising its hits are."""
    return {
        name: surprise(sum(outcome.hits[name] for outcome in outcomes), [outcome.chance for outcome in outcomes])
        for name in outcomes[0].hits
    }


def assert_no_better_than_chance(outcomes: list[Outcome]) -> None:
    assert all(outcome.chance <= 1 / K for outcome in outcomes)
    surprising = {name: p for name, p in judge(outcomes).items() if p < TOO_SURPRISING}
    assert not surprising


def assert_won(outcomes: list[Outcome], channel: str) -> None:
    won = sum(outcome.hits[channel] for outcome in outcomes)
    assert won >= MUST_WIN * len(outcomes)


@pytest.mark.parametrize("plan", ["closing", "interim"])
def test_no_attack_beats_chance(games: Play, plan: str) -> None:
    """Nine attacks in each of 25 games, with one release at closing and with an interim batch before it."""
    assert_no_better_than_chance(games(Honest(), SHORT, seed=7, plan=plan))


@pytest.mark.parametrize("channel", sorted(LEAKS))
def test_the_adversary_wins_against_a_leaking_system(games: Play, channel: str) -> None:
    """In at least eighteen games of twenty, by the attack on that channel; without this the game above would prove nothing."""
    assert_won(games(LEAKS[channel], CONTROL, seed=11), channel)


@pytest.mark.long
@pytest.mark.parametrize("plan", ["closing", "interim"])
def test_no_attack_beats_chance_in_two_hundred_games(games: Play, plan: str) -> None:
    """The same over 200 games, which see a leak that shows in every third of them."""
    assert_no_better_than_chance(games(Honest(), LONG, seed=13, plan=plan))


@pytest.mark.long
@pytest.mark.parametrize("channel", sorted(LEAKS))
def test_the_adversary_wins_two_hundred_games_against_a_leaking_system(games: Play, channel: str) -> None:
    """Nine of ten again."""
    assert_won(games(LEAKS[channel], LONG, seed=17), channel)


def test_the_judge_counts_exactly() -> None:
    """Two of two coins: one in four. Ten of 25 guesses at one in ten: fewer than one in ten thousand."""
    assert surprise(2, [0.5, 0.5]) == pytest.approx(0.25)
    assert surprise(0, [0.1] * 25) == pytest.approx(1)
    assert surprise(1, [0.25, 0.5]) == pytest.approx(1 - 0.75 * 0.5)
    assert surprise(10, [0.1] * 25) < TOO_SURPRISING < surprise(9, [0.1] * 25)


def test_the_judge_is_fair_to_guessers() -> None:
    """Two thousand series of honest guesses: none is called a leak."""
    chance = random.Random(5)
    chances = [1 / chance.randrange(3, 13) for _ in range(25)]
    judged = [surprise(sum(chance.random() < each for each in chances), chances) for _ in range(2000)]
    assert sum(p < TOO_SURPRISING for p in judged) <= 2
    assert sum(p < 0.05 for p in judged) < 150
