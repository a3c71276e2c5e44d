"""The matrix of roles and verbs, cell by cell, written down a second time."""

from __future__ import annotations

import pytest

from moderator.people import roles
from moderator.people.roles import MATRIX, Role, Verb
from moderator.problems import BadInput, NotAllowed

#                     moderator lead   hr     admin
EXPECTED = {
    "SEE_LINE":        "yes     yes    no     no",
    "CLAIM":           "yes     yes    no     no",
    "REVEAL":          "yes     yes    no     no",
    "DECIDE":          "yes     yes    no     no",
    "ESCALATE":        "yes     yes    no     no",
    "NOTE":            "yes     yes    no     no",
    "SEE_HISTORY":     "yes     yes    no     no",
    "SEE_WHO_DECIDED": "no      yes    no     no",
    "REOPEN":          "yes     yes    no     no",
    "SEE_UNREAD":      "yes     yes    no     no",
    "SETTLE_DIFFERENCE": "no    yes    no     no",
    "SETTLE_PARKED":   "no      yes    no     yes",
    "OFFER_OVERRIDE":  "no      yes    no     no",
    "BREAK_GLASS":     "yes     yes    no     no",
    "REVIEW_GLASS":    "no      yes    no     no",
    "ANSWER_EXHAUSTED": "no     yes    no     no",
    "SEE_SEALED":      "no      yes    no     no",
    "REST":            "yes     yes    yes    yes",
    "SEE_STATUS":      "yes     yes    yes    yes",
    "OWN_SIGN_IN":     "yes     yes    yes    yes",
    "SEE_ROSTER":      "yes     yes    yes    yes",
    "EDIT_ROSTER":     "no      yes    no     yes",
    "SEE_PEOPLE":      "no      no     no     yes",
    "MANAGE_PEOPLE":   "no      no     no     yes",
    "MANAGE_TEAMS":    "no      no     no     yes",
    "SEE_TEAM":        "no      yes    no     no",
    "SEE_ACCOUNTS":    "no      yes    no     yes",
    "MANAGE_ACCOUNTS": "no      no     no     yes",
    "ALLOW_WORDS":     "no      no     no     yes",
    "EDIT_DIRECTORY":  "no      no     no     yes",
    "IMPORT":          "no      yes    no     yes",
    "EDIT_RULES":      "no      yes    no     yes",
    "BACK_UP":         "no      no     no     yes",
    "SET_POLICY":      "no      no     no     yes",
    "RECORD_CONSULTATION": "no  no     no     yes",
}  # fmt: skip
CELLS = [
    (Verb[verb], role, cell == "yes")
    for verb, row in EXPECTED.items()
    for role, cell in zip(Role, row.split(), strict=True)
]


def test_the_matrix_and_its_second_writing_name_the_same_verbs():
    assert set(MATRIX) == set(Verb) == {Verb[name] for name in EXPECTED}


@pytest.mark.parametrize(
    ("verb", "role", "allowed"), CELLS, ids=lambda part: getattr(part, "name", str(part))
)
def test_each_cell(verb: Verb, role: Role, allowed: bool):
    assert roles.may({role}, verb) is allowed
    if allowed:
        roles.demand({role}, verb)
    else:
        with pytest.raises(NotAllowed):
            roles.demand({role}, verb)


def test_two_roles_may_what_either_may():
    assert roles.may({Role.HR, Role.MODERATOR}, Verb.REVEAL)
    assert roles.may({Role.ADMIN, Role.MODERATOR}, Verb.MANAGE_PEOPLE)


@pytest.mark.parametrize("verb", list(Verb))
def test_nobody_without_a_role_may_do_anything(verb: Verb):
    assert not roles.may((), verb)


def test_an_unknown_verb_fails_whatever_roles_are_held():
    with pytest.raises(ValueError, match="read everything"):
        roles.may(set(Role), "read everything")  # type: ignore[arg-type]


def test_an_unknown_role_fails():
    with pytest.raises(ValueError, match="owner"):
        roles.may({"owner"}, Verb.REST)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="no role"):
        roles.role("owner")


def test_a_refusal_says_whose_roles_would_do():
    with pytest.raises(NotAllowed) as refused:
        roles.demand({Role.HR}, Verb.REVEAL)
    assert "it takes: moderator or lead" in refused.value.sentence()
    assert "You hold: hr" in refused.value.sentence()
