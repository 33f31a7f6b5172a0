"""The sentences that the script of the coding page says, in the language of the page; `{name}` stands for what the script puts in."""

from __future__ import annotations

from survey.languages import gettext as _


def client_words() -> dict[str, str]:
    """Sentence by name."""
    return {
        "answer": _("Answer {label}"),
        "takeOff": _("Take off"),
        "takeOffCode": _("Take off {code}"),
        "memoLabel": _("Memo to {answer}"),
        "random": _("by chance"),
        "length": _("by length"),
        "group": _("by group"),
        "covered": _("Group covered"),
        "coveredWhy": _("With this group fewer than {k} people would be left"),
        "answeredIn": _("Answered in {language}"),
        "codesPassages": _("codes: {codes}, passages: {passages}"),
        "codesOn": _("codes: {codes}"),
        "done": _("done"),
        "doneOf": _("{done} of {all} done"),
        "markDone": _("Done, next"),
        "markOpen": _("Open again"),
        "whole": _("On the whole answer"),
        "wholeShort": _("whole answer"),
        "chosen": _("Words chosen: {count}. Press a code’s key, or {key} to look for one"),
        "undo": _("Undo “{step}”"),
        "redo": _("Redo “{step}”"),
        "coded": _("{code} on {answer}"),
        "uncoded": _("{code} off {answer}"),
        "stepDone": _("{answer} done"),
        "stepOpen": _("{answer} open again"),
        "memoTo": _("memo to {answer}"),
        "gone": _("a step on an answer that was withdrawn"),
        "saved": _("Saved"),
        "saving": _("Saving"),
        "waiting": _("Not saved yet: steps that wait for the connection: {count}"),
        "refused": _("Taken back: {step}. {why}"),
        "signIn": _("Your visit has ended. Sign in again in another window; your steps wait here."),
        "undone": _("Taken back: {step}"),
        "redone": _("Done again: {step}"),
        "elsewhere": _("That step was in the question “{question}”."),
        "memoStale": _("This memo was changed in another window. It says there:"),
        "keepMine": _("Keep mine"),
        "takeOther": _("Take the other"),
        "memoYours": _("yours"),
        "find": _("Find a code by its name in any language"),
        "findNone": _("No code has this in its name."),
        "close": _("Close"),
        "useFor": _("Use for"),
        "leaveOut": _("Leave out"),
        "page": _("Page"),
        "last": _("This was the last answer that was open. All are done."),
    }
