"""What a file says of itself, in sentences: the same on the page before it is made and inside it."""

from __future__ import annotations

from exports.manifest import Audience, LeftOut, Manifest, VersionUsed
from exports.themes import GroupVariable, Themes
from exports.wording import Say, language_name
from questionnaires.disclosure import Split
from questionnaires.models import Mode

#: Joined groups are named up to this many; more are counted.
MOST_NAMED = 3


def facts(manifest: Manifest, say: Say, *, digits: int = 64) -> list[tuple[str, str]]:
    """Where the file comes from, as pairs of a term and its words; hashes with so many of their 64 digits."""
    return [
        (say("Study"), f"{manifest.title.in_(manifest.language)} ({manifest.slug})"),
        (say("How people took part"), mode_words(manifest.mode, say)),
        *((say("Questionnaire"), version_words(version, manifest.language, say, digits=digits)) for version in manifest.versions),
        (
            say("Responses"),
            say("released: {responses}; rows in this file: {rows}", responses=manifest.responses, rows=manifest.rows),
        ),
        (say("Open answers"), str(manifest.answers)),
        (say("Passages"), str(manifest.passages)),
        (say("Coders"), ", ".join(manifest.coders) or say("nothing is coded yet")),
        (say("Codebook"), say("version {number}; codes in use: {codes}", number=manifest.codebook, codes=manifest.codes)),
        (say("Filter"), say("none: all released responses, all questions")),
        (say("For whom"), audience_words(manifest.audience, say)),
        (say("Language"), language_name(manifest.language)),
        (say("Smallest group shown"), say("people: {k}", k=manifest.k)),
        (say("Program"), f"Saraptama {manifest.software}"),
        (say("Fingerprint"), _shortened(manifest.fingerprint, digits)),
    ]


def version_words(version: VersionUsed, language: str, say: Say, *, digits: int = 64) -> str:
    """A questionnaire with its version, how many answered it, and the hash by which its text can be checked."""
    return say(
        "{title}; version {number} ({version}); responses: {responses}; SHA-256 {hash}",
        title=version.title.in_(language) or version.name,
        number=version.number,
        version=version.version or version.name,
        responses=version.responses,
        hash=_shortened(version.content_hash, digits),
    )


def _shortened(hexadecimal: str, digits: int) -> str:
    return hexadecimal if digits >= len(hexadecimal) else hexadecimal[:digits] + " …"


def mode_words(mode: str, say: Say) -> str:
    """How the study treats its experts."""
    return {
        Mode.ANONYMOUS: say("by a personal link; what was sent cannot be linked to a person"),
        Mode.CONFIDENTIAL: say("by a personal link; the team knows who answered what"),
        Mode.OPEN: say("by an open link"),
    }[Mode(mode)]


def audience_words(audience: Audience, say: Say) -> str:
    """For whom the file is made."""
    return {
        Audience.TEAM: say("the team, to work on; do not pass it on"),
        Audience.OUTSIDE: say("outside: article, archive"),
    }[audience]


def variable_title(variable: GroupVariable, language: str, say: Say) -> str:
    """What a group variable is: the question, the attribute, or the questionnaire."""
    return variable.title.in_(language) or say("Questionnaire")


def group_names(themes: Themes, split: Split, language: str, say: Say) -> list[str]:
    """The groups of a split in words; up to three joined ones by their names: which they are, one sees from those that are shown."""
    variable = themes.variable(split)

    def name(value: str) -> str:
        return variable.label(value, language) or say("not said or covered")

    if len(split.joined) <= MOST_NAMED:
        joined = "; ".join(name(value) for value in split.joined)
    else:
        joined = say("smaller groups together: {number}", number=len(split.joined))
    return [joined if group is None else name(group) for group in split.groups]


def covered_statements(manifest: Manifest, themes: Themes, say: Say) -> list[tuple[str, str]]:
    """What is covered or left out, and why: pairs of where and a sentence; at least the rule itself."""
    table = themes.table
    where = say("Themes by group")
    said = [
        (
            where,
            say(
                "People are counted, not mentions. A number of 1 to {most}, or one that leaves 1 to {most} of its group, is covered, and"
                " so is every number from which it could be worked out. All carry the same mark.",
                most=manifest.k - 1,
            ),
        )
    ]
    if table.lines:
        said.append((where, say("Numbers that are covered: {covered} of {cells}.", covered=table.covered, cells=table.size)))
    if any(split.joined for split in table.splits):
        said.append((where, say("Groups of fewer than {k} people are joined, if need be with a larger one.", k=manifest.k)))
    if table.left_out:
        said.append(
            (
                where,
                say(
                    "Ways of grouping that are not shown, as they leave one group only or nearly repeat one that is shown: {number}.",
                    number=len(table.left_out),
                ),
            )
        )
    if manifest.audience is Audience.TEAM:
        words = say("A group is covered where fewer than {k} people share the combination.", k=manifest.k)
        said += [(say("Open answers"), words), (say("Coded segments"), words)]
    return said + [_left_out(reason, count, manifest.k, say) for reason, count in manifest.left_out.items()]


def _left_out(reason: LeftOut, count: int, k: int, say: Say) -> tuple[str, str]:
    """Where something was left out, and a sentence on it."""
    rows, answers = say("Responses"), say("Open answers")
    return {
        LeftOut.NOT_ARCHIVED: (
            rows,
            say("People who did not agree that their answers are kept for others: {count}. They have no row.", count=count),
        ),
        LeftOut.RARE_QUESTIONNAIRE: (
            rows,
            say(
                "People without a row because fewer than {k} in this file answered their questionnaire: {count}.", count=count, k=k
            ),
        ),
        LeftOut.COVERED_VALUES: (
            rows,
            say("Values covered because fewer than {k} people would share the combination: {count}.", count=count, k=k),
        ),
        LeftOut.WORDS_IN_ROWS: (
            rows,
            say(
                "Questions answered in words, which are not in the rows: {count}. No words can be joined with a person’s other answers.",
                count=count,
            ),
        ),
        LeftOut.NOT_QUOTED: (
            answers,
            say(
                "Answers left out because their writers did not agree to be quoted or kept: {count}. Their codes count.",
                count=count,
            ),
        ),
        LeftOut.COVERED_GROUPS: (
            answers,
            say(
                "Answers beside which the group is covered, since it would point to few people or give a covered number away: {count}.",
                count=count,
            ),
        ),
        LeftOut.RARE_THEMES: (
            say("Coded segments"),
            say("Passages left out because the number of people with their theme is covered: {count}.", count=count),
        ),
        LeftOut.MEMOS: (say("Memos"), say("Memos of the team, left out: {count}.", count=count)),
        LeftOut.BLIND: (
            say("Coded segments"),
            say(
                "Questions in which whoever made this file codes blind, so that codes of others are left out: {count}.", count=count
            ),
        ),
    }[reason]
