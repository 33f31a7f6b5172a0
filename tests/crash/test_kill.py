"""Killed at any moment, the house loses nothing that it acknowledged, doubles nothing, and locks nobody out."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from sqlalchemy import text

from survey.respond.models import ReleaseCleaning, SubmittedKey
from tests.crash.crowd import BETWEEN, Served, Told, disturb
from tests.linking.stage import Stage
from tests.linking.staging import MakeStage

PEOPLE_FOR_A_KILL = 60


def play_and_count(stage: MakeStage, *, kills: int, seed: int) -> tuple[Stage, Told, Served]:
    play = stage(seed=seed, k=3, plan="interim")
    people = play.invite(PEOPLE_FOR_A_KILL * kills + 40, region="aktobe", sex="woman")
    served = Served(play)
    try:
        told = disturb(play, served, people, kills=kills, chance=random.Random(seed))
    finally:
        served.close()
    return play, told, served


def assert_nothing_happened(play: Stage, told: Told) -> None:
    """Everything acknowledged is released once, everybody got in, the database is whole."""
    assert told.faults == []
    released = Counter(answers["why"] for _, answers in play.released())
    assert {words: count for words, count in released.items() if count > 1} == {}
    assert set(told.receipts) - set(released) == set()
    assert set(released) - set(told.receipts) == set()
    assert told.opened - {invitation for invitation, row in play.invitations().items() if row.opened} == set()
    assert not play.waiting()
    assert not play.rows(ReleaseCleaning)
    assert len(play.rows(SubmittedKey)) == len(told.receipts)
    assert len(play.keys.studio.release_keys(play.study_id)) == 1
    if play.engine.dialect.name == "sqlite":
        with play.engine.connect() as connection:
            assert connection.execute(text("pragma integrity_check")).scalar_one() == "ok"
            assert connection.execute(text("pragma foreign_key_check")).all() == []


def test_a_few_killings_change_nothing(stage: MakeStage, database_url: str) -> None:
    """Six on SQLite, three on PostgreSQL, half of them in the middle of a release, under eight experts at a time who retry."""
    kills = 6 if database_url.startswith("sqlite") else 3
    play, told, served = play_and_count(stage, kills=kills, seed=5)
    assert_nothing_happened(play, told)
    assert served.kills == kills
    assert told.retries > 0
    assert served.kills_of_releases > 0
    assert len(told.receipts) >= kills * BETWEEN


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 110))
def test_two_hundred_killings_change_nothing(stage: MakeStage, seed: int) -> None:
    """In ten studies of twenty killings each."""
    play, told, served = play_and_count(stage, kills=20, seed=seed)
    assert_nothing_happened(play, told)
    assert served.kills == 20
