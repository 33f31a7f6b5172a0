"""The sentences that the script of the coding page says, in the language of the page; `%(name)s` stands for what the script puts in."""

from __future__ import annotations

import json
from functools import cache

from markupsafe import Markup

from survey.languages import gettext as _


@cache
def words_json(language: str) -> Markup:  # noqa: ARG001 - what the cache is kept by: the language of this request
    """The sentences as JSON, safe inside a script element; made once for each language."""
    return Markup(json.dumps(client_words(), ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 - JSON without "<"


def client_words() -> dict[str, str]:
    """Sentence by name."""
    return {
        "answer": _("Answer %(label)s"),
        "takeOff": _("Take off"),
        "takeOffCode": _("Take off %(code)s"),
        "memoLabel": _("Memo to %(label)s"),
        "random": _("by chance"),
        "length": _("by length"),
        "group": _("by group"),
        "covered": _("Group covered"),
        "coveredWhy": _("With this group fewer than %(k)s people would be left"),
        "answeredIn": _("Answered in %(language)s"),
        "codesPassages": _("codes: %(codes)s, passages: %(passages)s"),
        "codesOn": _("codes: %(codes)s"),
        "done": _("done"),
        "doneOf": _("%(done)s of %(all)s done"),
        "markDone": _("Done, next"),
        "markOpen": _("Open again"),
        "whole": _("On the whole answer"),
        "wholeShort": _("whole answer"),
        "chosen": _("Words chosen: %(count)s. Press a code’s key, or %(key)s to look for one"),
        "undo": _("Undo “%(step)s”"),
        "redo": _("Redo “%(step)s”"),
        "coded": _("%(code)s on %(answer)s"),
        "uncoded": _("%(code)s off %(answer)s"),
        "stepDone": _("%(answer)s done"),
        "stepOpen": _("%(answer)s open again"),
        "memoTo": _("memo to %(answer)s"),
        "gone": _("a step on an answer that was withdrawn"),
        "saved": _("Saved"),
        "saving": _("Saving"),
        "waiting": _("Not saved yet: steps that wait for the connection: %(count)s"),
        "refused": _("Taken back: %(step)s. %(why)s"),
        "signIn": _("Your visit has ended. Sign in again in another window; your steps wait here."),
        "undone": _("Taken back: %(step)s"),
        "redone": _("Done again: %(step)s"),
        "elsewhere": _("That step was in the question “%(question)s”."),
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
