"""What may leave, and for whom: consent kept, groups of few covered, labels drawn anew. Everything left out is counted and said.

The team reads the answers anyway: its files are whole, but the groups beside a text are covered where fewer than k people share them, as
on the coding page. A file for others holds nothing by which an answer, a quotation and a row of closed answers could be joined to one
person: no common label, no common order, and no group beside a text that would give a covered number of the themes table away.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from exports.dataset import Dataset, Measure, Record, Variable
from exports.export import Export
from exports.manifest import Audience, LeftOut, Manifest, fingerprint, software_version
from exports.material import Material, Person, Text
from exports.project import Note, Passage, Project, Source
from exports.themes import group_variables, groups_people
from questionnaires.disclosure import cover_combinations
from questionnaires.models import Study
from questionnaires.questions import Missing
from questionnaires.texts import Text as Words


def clear(material: Material, *, study: Study, language: str, audience: Audience) -> Export:
    """The export for that audience."""
    mark = fingerprint(_content(material, study, language, audience))
    left_out: Counter[LeftOut] = Counter({LeftOut.BLIND: len(material.blind)})
    if audience is Audience.TEAM:
        dataset, project = material.dataset, _team_project(material)
    else:
        dataset = _outside_dataset(material, mark, left_out)
        project = _outside_project(material, mark, left_out)
    manifest = Manifest(
        slug=study.slug,
        title=Words.of(study.title),
        mode=study.mode,
        illustrative=study.illustrative,
        k=study.k,
        audience=audience,
        language=language,
        versions=material.versions,
        responses=len(material.people),
        rows=len(dataset.records),
        answers=sum(source.text is not None for source in project.sources),
        passages=len(project.passages),
        memos=len(material.memos),
        coders=tuple(sorted({coding.coder for coding in material.codings})),
        codebook=material.book.version,
        codes=len(material.book.live),
        left_out={reason: left_out[reason] for reason in LeftOut if left_out[reason]},
        software=software_version(),
        fingerprint=mark,
    )
    questions = {variable.name: variable.label for variable in material.dataset.variables}
    return Export(manifest=manifest, dataset=dataset, project=project, themes=material.themes, questions=questions)


def _content(material: Material, study: Study, language: str, audience: Audience) -> Iterable[object]:
    """Everything that decides what the file holds, in a fixed order."""
    yield "saraptama export 1", software_version(), language, audience
    yield study.slug, study.title, study.mode, study.illustrative, study.k, study.travelling
    yield from ((one.name, one.number, one.content_hash) for one in material.versions)
    for person in material.people.values():
        record = person.record
        yield person.id, person.label, person.may_quote, person.may_archive, person.language, record.attributes
        yield record.values, record.missing
    yield from ((text.id, text.question, text.label, text.sha256) for text in material.texts)
    yield from ((one.source_id, one.code_id, one.coder, one.start, one.stop) for one in material.codings)
    yield from ((one.source_id, one.code_id, one.coder, one.text) for one in material.memos)
    yield material.book.version, material.blind
    yield from ((code.key, code.revision, code.retired, code.parent) for code in material.book.codes)


# The team's files.


def _team_project(material: Material) -> Project:
    """All texts and passages, with the groups that k people share."""
    groups = _shared_groups(material)
    sources = {
        text.id: Source(
            label=text.label,
            question=text.question,
            language=text.language,
            attributes=groups[text.person],
            text=text.text,
        )
        for text in material.texts
    }
    by_id = material.book.by_id
    return Project(
        book=material.book,
        sources=tuple(sources.values()),
        passages=tuple(
            Passage(
                source=sources[one.source_id],
                code=by_id[one.code_id].key,
                coder=one.coder,
                start=one.start,
                stop=one.stop,
                quote=one.quote,
            )
            for one in material.codings
            if one.source_id in sources
        ),
        memos=tuple(
            Note(
                coder=memo.coder,
                source=sources.get(memo.source_id) if memo.source_id else None,
                code=by_id[memo.code_id].key if memo.code_id else None,
                text=memo.text,
            )
            for memo in material.memos
        ),
    )


def _shared_groups(material: Material) -> dict[uuid.UUID, dict[str, str | None]]:
    """For each person the values of the group variables that k people share in this combination, None where covered.

    The language comes first in the combination and is not repeated: the text shows it anyway.
    """
    variables = group_variables(material.dataset)
    people = list(material.people.values())
    rows = [(person.language, *(variable.value_of(person.record) for variable in variables)) for person in people]
    shown = cover_combinations(rows, k=material.k)
    return {
        person.id: dict(zip((variable.key for variable in variables), cells[1:], strict=True))
        for person, cells in zip(people, shown, strict=True)
    }


# Files for others.


def _drawn(mark: str, kind: str, ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """The ids in an order that only this content and these choices make: another file has another."""
    return sorted(ids, key=lambda one: hashlib.sha256(f"{mark} {kind} {one.hex}".encode()).digest())


def _outside_dataset(material: Material, mark: str, left_out: Counter[LeftOut]) -> Dataset:
    """Rows of those who let their answers be kept for others; identifying values covered, words left out, labels new."""
    dataset = material.dataset
    variables = tuple(variable for variable in dataset.variables if variable.measure is not Measure.TEXT)
    left_out[LeftOut.WORDS_IN_ROWS] = len(dataset.variables) - len(variables)
    people = [material.people[one] for one in _drawn(mark, "row", material.people)]
    kept = [person for person in people if person.may_archive]
    left_out[LeftOut.NOT_ARCHIVED] = len(people) - len(kept)
    sizes = Counter(person.record.questionnaire for person in kept)
    common = [person for person in kept if sizes[person.record.questionnaire] >= material.k]
    left_out[LeftOut.RARE_QUESTIONNAIRE] = len(kept) - len(common)
    records = _covered_records(common, variables, dataset.attributes, k=material.k)
    left_out[LeftOut.COVERED_VALUES] = sum(_covered_count(record) for record in records)
    return replace(dataset, variables=variables, records=tuple(records))


def _covered_records(people: Sequence[Person], variables: Sequence[Variable], attributes: Sequence[str], *, k: int) -> list[Record]:
    """One record for each person under a new label; every combination of identifying values that is shown has k people or more.

    Identifying answers that make no groups (several choices, words) are covered for all.
    """
    grouping = [variable for variable in variables if groups_people(variable)]
    hidden = [variable for variable in variables if variable.identifying and not groups_people(variable)]
    rows = [
        (
            person.record.questionnaire or "",
            *(person.record.attributes.get(name) or "" for name in attributes),
            *(_state(person.record, variable.name) for variable in grouping),
            person.language,
        )
        for person in people
    ]
    names = {variable.name for variable in variables}
    records = []
    for number, (person, cells) in enumerate(zip(people, cover_combinations(rows, k=k), strict=True), 1):
        groups = dict(zip((variable.name for variable in grouping), cells[1 + len(attributes) : -1], strict=True))
        covered = {variable.name for variable in hidden} | {name for name, cell in groups.items() if cell is None}
        record = person.record
        missing = {name: reason for name, reason in record.missing.items() if name in names}
        records.append(
            Record(
                label=str(number),
                questionnaire=cells[0],
                language=cells[-1],
                attributes=dict(zip(attributes, cells[1 : 1 + len(attributes)], strict=True)),
                values={name: value for name, value in record.values.items() if name in names - covered},
                missing=missing | dict.fromkeys(covered, Missing.COVERED),
            )
        )
    return records


def _state(record: Record, name: str) -> str:
    """The value of a choice, or why there is none, as one word for counting who is alike; no option's name holds a colon."""
    value = record.values.get(name)
    return str(value) if value is not None else f"missing:{record.missing_of(name)}"


def _covered_count(record: Record) -> int:
    cells = (record.questionnaire, record.language, *record.attributes.values())
    return sum(cell is None for cell in cells) + sum(reason is Missing.COVERED for reason in record.missing.values())


def _outside_project(material: Material, mark: str, left_out: Counter[LeftOut]) -> Project:
    """Texts and passages under labels of this file only. Words stand where their writer agreed to be quoted and kept; codes always count."""
    left_out[LeftOut.MEMOS] = len(material.memos)
    by_id = material.book.by_id
    shown = [one for one in material.codings if material.themes.shows_total(by_id[one.code_id].key)]
    left_out[LeftOut.RARE_THEMES] = len(material.codings) - len(shown)
    codes: defaultdict[uuid.UUID, set[str]] = defaultdict(set)
    for one in material.codings:
        codes[one.source_id].add(by_id[one.code_id].key)
    texts = {text.id: text for text in material.texts}
    sources = {
        one: _outside_source(texts[one], str(number), material, codes[one], left_out)
        for number, one in enumerate(_drawn(mark, "text", texts), 1)
    }
    place = {one: number for number, one in enumerate(sources)}
    passages = [
        Passage(
            source=source,
            code=by_id[one.code_id].key,
            coder=one.coder,
            start=one.start if source.text is not None else None,
            stop=one.stop if source.text is not None else None,
            quote=one.quote if source.text is not None else None,
        )
        for one in sorted(
            (one for one in shown if one.source_id in sources), key=lambda one: (place[one.source_id], one.start, one.stop)
        )
        if (source := sources[one.source_id])
    ]
    return Project(book=material.book, sources=tuple(sources.values()), passages=tuple(passages))


def _outside_source(text: Text, label: str, material: Material, codes: Iterable[str], left_out: Counter[LeftOut]) -> Source:
    person = material.people[text.person]
    words = person.may_quote and person.may_archive
    attributes = attribution(person, codes, material)
    left_out[LeftOut.NOT_QUOTED] += not words
    left_out[LeftOut.COVERED_GROUPS] += None in attributes.values()
    return Source(
        label=label,
        question=text.question,
        language=text.language if words else None,
        attributes=attributes,
        text=text.text if words else None,
    )


def attribution(person: Person, codes: Iterable[str], material: Material) -> Mapping[str, str | None]:
    """At most one group of whoever wrote a text, by the first split of the themes table; None where it is covered.

    It is shown only for groups of k people or more that the table shows and that k people of the text's language share, and only if the
    table says for every code on the text how many there are of each group: else counting attributions would uncover what the table covers.
    """
    table = material.themes.table
    if not table.splits:
        return {}
    split = table.splits[0]
    value = material.groups_told[person.id]
    told = value in split.groups and all(material.themes.shows_split(code, 0) for code in codes)
    return {split.name: value if told else None}
