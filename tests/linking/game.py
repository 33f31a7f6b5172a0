"""The linking game: experts come one a day, an adversary takes a copy of everything every night, and names the author of a response.

He knows the letters, all attributes of everybody, who opened on which day and which sealed row came with whom, the pepper, the source
code, and the order of every row in every copy. He lacks K and the private keys. One guess for a response drawn by chance.
"""

from __future__ import annotations

import io
import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from survey.fieldwork.grouping import groups_of_k
from survey.fieldwork.identifying import coarse_answers
from tests.linking.adversary import ATTACKS, _attributes, _identifying
from tests.linking.evidence import Evidence, copy_rows, read_files
from tests.linking.leaks import Honest
from tests.linking.stage import Expert, Stage, questionnaire

PEOPLE = 12
K = 3
REGIONS = ("aktobe", "shymkent", "atyrau", "other")


@dataclass(frozen=True)
class Outcome:
    """Whether each attack named the author, and by which chance anybody would have."""

    hits: dict[str, bool]
    chance: float
    spoke: frozenset[str]  # attacks that saw something in their channel


def play_game(
    url: str, folder: Path, system: Honest, *, seed: int, plan: str = "closing", log_of_database: Path | None = None
) -> Outcome:
    """One game on a database with its tables, from the opening of the study to the guesses."""
    chance = random.Random(seed)
    with _listening() as heard, system.around():
        play = Stage(url, folder, seed=seed, k=K, plan=plan, travelling=[], contact="x")
        try:
            system.prepare(play)
            people = _invite(play, chance)
            evidence = Evidence(
                dialect=play.engine.dialect.name,
                letters={_id(play, one): {**one.letter.attributes, "number": one.letter.number} for one in people},
            )
            experts = chance.sample(people, PEOPLE)  # some never open: they are no candidates
            for expert in experts:
                play.answer([expert])
                system.sent(play, expert)
                evidence.days.append(copy_rows(play.engine, play.study_id))
                if len(evidence.days) == 8 and plan == "interim":
                    play.release(close=False)
            _, evidence.wal = read_files(url)
            system.close(play, experts)
            evidence.last = copy_rows(play.engine, play.study_id)
            evidence.file, rest = read_files(url)
            evidence.wal += b"" if evidence.wal else rest
        finally:
            play.close()
    evidence.log = heard.getvalue() + (log_of_database.read_text(errors="replace") if log_of_database else "")
    return _guess(play, evidence, experts, chance, plan)


def _invite(play: Stage, chance: random.Random) -> list[Expert]:
    """Places whose letters name region and sex; several people share each pair, so that attributes alone name nobody by luck."""
    people = []
    lengths = chance.sample(range(40, 2400, 40), PEOPLE + 3)
    for number, length in enumerate(lengths):
        region, sex = chance.choice(REGIONS), chance.choice(("woman", "man"))
        why = f"{chance.getrandbits(64):x} " + "".join(chance.choice("әіңғүұқөһ ") for _ in range(length))
        people.append(({"region": region, "sex": sex, "card": f"{number}"}, {"region": region, "sex": sex, "why": why}))
    return play.invite_each(people)


def _id(play: Stage, expert: Expert) -> str:
    return expert.invitation_id.hex if play.engine.dialect.name == "sqlite" else str(expert.invitation_id)


def _guess(play: Stage, evidence: Evidence, experts: list[Expert], chance: random.Random, plan: str) -> Outcome:
    authors = {expert.values["why"]: _id(play, expert) for expert in experts}
    words = {
        str(row.values["response_id"]): row.values["value"] for row in evidence.last["answer"] if row.values["question"] == "why"
    }
    response = chance.choice(sorted(evidence.last["response"], key=lambda row: str(row.values["id"])))
    response_id = str(response.values["id"])
    author = authors[_spoken(words[response_id])]
    fitting = _fitting(play, evidence, experts, {**_attributes(response), **_identifying(evidence, response)}, response_id, plan)
    hits, spoke = {}, set()
    for name, attack in ATTACKS.items():
        said = attack(evidence)
        if said is not None and response_id in said:
            spoke.add(name)
        guess = said.get(response_id) if said else None
        hits[name] = (guess or chance.choice(fitting)) == author
    return Outcome(hits, 1 / len(fitting), frozenset(spoke))


def _spoken(value: object) -> str:
    import json

    text = str(value)
    return str(json.loads(text)) if text.startswith('"') else text


def _fitting(
    play: Stage, evidence: Evidence, experts: list[Expert], shown: dict[str, str], response_id: str, plan: str
) -> list[str]:
    """The redeemed invitations that fit: in one release, those whom the program itself puts into a group that is shown so."""
    by_day = evidence.first_seen("response", "id")[response_id]
    there = experts if plan == "closing" or by_day >= len(evidence.days) else experts[:by_day]
    if plan == "interim" or not shown.keys() <= {"region", "sex"}:
        return [_id(play, expert) for expert in there]
    coarse = [(expert, coarse_answers(questionnaire(), expert.values, {})) for expert in there]
    fitting = [
        _id(play, expert)
        for group in groups_of_k(coarse, ["region", "sex"], k=K)
        for expert in group.people
        if {name: answer.value for name, answer in group.shown.items()} == shown
    ]
    return fitting or [_id(play, expert) for expert in there]


@contextmanager
def _listening() -> Iterator[io.StringIO]:
    """Everything that is logged from INFO on, as a service's journal would have it."""
    heard = io.StringIO()
    handler, root = logging.StreamHandler(heard), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield heard
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
