"""Answers: from what was posted to typed values, with what was not asked, skipped, refused or not known kept apart.

`check` reads and judges, `relevance` says what is asked, `stored` and `restored` are the way to JSON and back.
"""

from questionnaires.answers.checking import Checked, check, relevance
from questionnaires.answers.faults import Fault
from questionnaires.answers.storing import restored, stored

__all__ = ["Checked", "Fault", "check", "relevance", "restored", "stored"]
