"""Attacks: each looks at one channel and names, for a released response, the invitation that it takes for its author.

An attack that sees nothing in its channel says so (None), and the game lets it guess like anybody.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.linking.evidence import Evidence, Row, commits

Attack = Callable[[Evidence], dict[str, str] | None]
"""Response id -> invitation id; None where the channel is mute."""


def _responses(evidence: Evidence) -> list[Row]:
    return list(evidence.last["response"])


def _plain(value: Any) -> str:
    """Ids are texts without dashes on SQLite: one form for both."""
    return uuid.UUID(str(value)).hex


def _aligned(ordered: Sequence[str], people: Sequence[str]) -> dict[str, str]:
    return dict(zip(ordered, people, strict=False))


def by_place(evidence: Evidence) -> dict[str, str] | None:
    """Rows lie in the order in which people came."""
    return _aligned([str(row.values["id"]) for row in sorted(_responses(evidence), key=lambda row: row.place)], evidence.arrivals())


def by_bytes(evidence: Evidence) -> dict[str, str] | None:
    """The words of the answers lie in the file in the order in which people came."""
    if not evidence.file:
        return None
    at = {response: evidence.file.find(words.encode()) for response, words in _words(evidence).items()}
    return _aligned(sorted(at, key=lambda response: at[response]), evidence.arrivals())


def by_transaction(evidence: Evidence) -> dict[str, str] | None:
    """A response and the mark on an invitation were made by one transaction, or by neighbours."""
    if evidence.dialect == "sqlite":
        return _by_commits(evidence)
    made = {str(row.values["id"]): int(row.made_by) for row in evidence.last["invitation"]}
    if len(set(made.values())) == 1:
        return None
    return {
        str(row.values["id"]): min(made, key=lambda invitation: abs(made[invitation] - int(row.made_by)))
        for row in _responses(evidence)
    }


def _by_commits(evidence: Evidence) -> dict[str, str] | None:
    slots = {
        str(row.values["slot"]): str(row.values["id"]) for day in evidence.days for row in day["invitation"] if row.values["slot"]
    }
    ids = {_plain(row.values["id"]): str(row.values["id"]) for row in _responses(evidence)}
    found: dict[str, str] = {}
    seen: set[str] = set()
    for pages in commits(evidence.wal):
        image = b"".join(pages)
        new = {key for key in (*slots, *ids) if key not in seen and key.encode() in image}
        seen |= new
        responses, people = [key for key in new if key in ids], [key for key in new if key in slots]
        if len(responses) == len(people) == 1:
            found[ids[responses[0]]] = slots[people[0]]
    return found or None


def by_length(evidence: Evidence) -> dict[str, str] | None:
    """The longer a sealed row, the longer the answers; whose row it is shows on the day of its coming."""
    lengths = dict(zip(evidence.arrivals(), _lengths_as_they_came(evidence), strict=False))
    if len(set(lengths.values())) < 2:
        return None
    words = _words(evidence)
    return _aligned(sorted(words, key=lambda response: len(words[response])), sorted(lengths, key=lambda person: lengths[person]))


def _lengths_as_they_came(evidence: Evidence) -> list[int]:
    seen: set[str] = set()
    found: list[int] = []
    for day in evidence.days:
        new = [row for row in day["waiting"] if str(row.values["key"]) not in seen]
        seen |= {str(row.values["key"]) for row in new}
        found += [row.values["size"] for row in new]
    return found


def by_time(evidence: Evidence) -> dict[str, str] | None:
    """Some value of a response grows with time: a date among its attributes, or an id that was not drawn by chance."""
    responses = sorted(_responses(evidence), key=lambda row: (sorted(_attributes(row).items()), _plain(row.values["id"])))
    return _aligned([str(row.values["id"]) for row in responses], evidence.arrivals())


def by_key(evidence: Evidence) -> dict[str, str] | None:
    """A released row bears a value that stood in the rows which came on somebody's day."""
    people = evidence.arrivals()
    came: dict[str, str] = {}
    known: set[str] = set()
    for person, day in zip(people, evidence.days, strict=False):
        values = {
            str(value)
            for table in ("invitation", "draft", "waiting", "submitted_key")
            for row in day[table]
            for value in _marks(row)
        }
        came.update(dict.fromkeys(values - known, person))
        known |= values
    found = {}
    for row in _responses(evidence):
        own = [*_marks(row), *(mark for answer in _answers_of(evidence, row) for mark in _marks(answer))]
        hit = next((came[str(value)] for value in own if str(value) in came), None)
        if hit:
            found[str(row.values["id"])] = hit
    return found or None


def _marks(row: Row) -> list[str]:
    return [
        str(value)
        for name, value in row.values.items()
        if isinstance(value, str)
        and len(value) >= 32
        and name not in {"study_id", "version_id", "questionnaire_id", "id", "response_id"}
    ]


def by_copies(evidence: Evidence) -> dict[str, str] | None:
    """A response is first seen in the copy of the day on which somebody came."""
    seen = evidence.first_seen("response", "id")
    days = list(seen.values())
    if len(set(days)) < 2:
        return None
    people = evidence.arrivals()
    return {response: people[day] for response, day in seen.items() if day < len(people) and days.count(day) == 1} or None


def by_log(evidence: Evidence) -> dict[str, str] | None:
    """A line of a log has the words of an answer and the number of a place."""
    numbers = {attributes["number"]: person for person, attributes in evidence.letters.items()}
    found = {}
    for response, words in _words(evidence).items():
        line = next((line for line in evidence.log.splitlines() if words in line), "")
        hit = next((person for number, person in numbers.items() if number in line), None)
        if hit:
            found[response] = hit
    return found or None


def by_attributes(evidence: Evidence) -> dict[str, str] | None:
    """What is shown of a person fits one only."""
    found = {}
    people = evidence.arrivals()
    for row in _responses(evidence):
        shown = {**_attributes(row), **_identifying(evidence, row)}
        fitting = [
            person for person in people if all(evidence.letters[person].get(name) in (None, value) for name, value in shown.items())
        ]
        if len(fitting) == 1:
            found[str(row.values["id"])] = fitting[0]
    return found or None


def _attributes(row: Row) -> Mapping[str, str]:
    value = row.values["attributes"]
    found: Mapping[str, str] = json.loads(value) if isinstance(value, str) else value
    return found


def _answers_of(evidence: Evidence, response: Row) -> list[Row]:
    return [row for row in evidence.last["answer"] if str(row.values["response_id"]) == str(response.values["id"])]


def _value(row: Row) -> Any:
    value = row.values["value"]
    return json.loads(value) if isinstance(value, str) and value.startswith('"') else value


def _identifying(evidence: Evidence, response: Row) -> dict[str, str]:
    return {
        row.values["question"]: _value(row)
        for row in _answers_of(evidence, response)
        if row.values["question"] in {"region", "sex"} and row.values["missing"] is None
    }


def _words(evidence: Evidence) -> dict[str, str]:
    return {str(row.values["response_id"]): str(_value(row)) for row in evidence.last["answer"] if row.values["question"] == "why"}


ATTACKS: dict[str, Attack] = {
    "place": by_place,
    "bytes": by_bytes,
    "transaction": by_transaction,
    "length": by_length,
    "time": by_time,
    "key": by_key,
    "copies": by_copies,
    "log": by_log,
    "attributes": by_attributes,
}
