"""Identifying answers become coarse, or nothing."""

from __future__ import annotations

from questionnaires.instrument import Questionnaire
from questionnaires.questions import Choice, ChoiceList, Group, Missing, SelectOne
from survey.fieldwork.identifying import Coarse, coarse_answers, coarsened, destroyed
from tests.linking.stage import questionnaire, words


def test_lists_become_coarse_and_words_are_destroyed() -> None:
    """Region and sex have coarse lists; the words beside "other" have no coarse form."""
    assert coarsened(questionnaire()) == ("region", "sex")
    assert destroyed(questionnaire()) == {"region_other"}


def test_every_fine_option_has_its_coarse_one() -> None:
    """Aktobe and Atyrau are "west", a list that is its own coarse list stays as it is."""
    found = coarse_answers(questionnaire(), {"region": "atyrau", "sex": "woman"}, {})
    assert found == {"region": Coarse("west"), "sex": Coarse("woman")}


def test_reasons_stay_apart_and_what_was_never_said_was_not_asked() -> None:
    """A refusal is not "not asked"."""
    found = coarse_answers(questionnaire(), {}, {"region": "refused"})
    assert found == {"region": Coarse(None, Missing.REFUSED), "sex": Coarse(None, Missing.NOT_ASKED)}


def test_an_unknown_option_is_not_let_through() -> None:
    """A value that no list knows is covered rather than kept fine."""
    assert coarse_answers(questionnaire(), {"region": "Қандыағаш ауылы", "sex": "woman"}, {})["region"] == Coarse(
        None, Missing.COVERED
    )


def test_a_coarse_option_that_is_a_reason_becomes_the_reason() -> None:
    """A fine option may become "prefer not to say" of the coarse list: a refusal, not a value."""
    coarse = ChoiceList(
        "coarse", (Choice(name="any", label=words("any")), Choice(name="none", label=words("none"), missing=Missing.REFUSED))
    )
    fine = ChoiceList("fine", (Choice(name="a", label=words("a"), coarse="none"), Choice(name="b", label=words("b"), coarse="any")))
    question = SelectOne(name="who", label=words("who"), list_name="fine", identifying="coarse")
    asked = Questionnaire(name="q", title=words("q"), items=(Group(name="g", items=(question,)),), lists=(fine, coarse))
    assert coarse_answers(asked, {"who": "a"}, {}) == {"who": Coarse(None, Missing.REFUSED)}
    assert coarse_answers(asked, {"who": "b"}, {}) == {"who": Coarse("any")}
