"""Why a card is veiled is told before its words are, and the words are marked once they are read."""

from __future__ import annotations

import pytest

from moderator.cards import PLACES, Found, Place, Showing
from moderator.desk import Desk
from moderator.explaining import in_ten
from moderator.marking import explain_next, explain_open
from moderator.scores import Band, Mark, Why
from moderator.scoring import faults
from moderator.scoring.training.card import BAD_AT
from tests.desk.conftest import Office

TEXT = "You jerk turnip, open the bridge"


def _explain(office: Office, *marks: Mark, names: bool = False, by: str = "embedded 3") -> None:
    explain_next(office.db, lambda text, label: Why(marks, by, names))


def test_a_veiled_card_tells_where_about_the_words_stand_and_no_more(office: Office, desk: Desk):
    card = office.says(TEXT)
    _explain(office, Mark(9, 15, "insult"), Mark(26, 32, "threat"))
    told = desk.open(card.id).because
    assert told is not None
    assert told.found is Found.MARKED
    assert told.places == (Place(9, "insult"), Place(21, "threat"))
    assert all(place.at < PLACES for place in told.places)
    assert "turnip" not in repr(told)


def test_until_it_is_known_the_card_says_so_and_it_can_be_asked_for(office: Office, desk: Desk):
    card = office.says(TEXT)
    told = desk.open(card.id).because
    assert told is not None
    assert told.found is Found.NOT_YET
    explain_open(office.db, lambda text, label: Why((Mark(9, 15, label),), "embedded 3"))
    later = desk.because(card.id)
    assert later is not None
    assert later.found is Found.MARKED


def test_the_words_are_marked_where_they_stand_in_both_showings(office: Office, desk: Desk):
    card = office.says(TEXT)
    _explain(office, Mark(4, 8, "insult"), Mark(9, 15, "insult"))
    desk.open(card.id)
    plain = desk.reveal(card.id, Showing.PLAIN)
    assert [plain.text[mark.begin : mark.end] for mark in plain.marks] == ["jerk", "turnip"]
    masked = desk.reveal(card.id, Showing.MASKED)
    bar, word = (masked.text[mark.begin : mark.end] for mark in masked.marks)
    assert word == "turnip"
    assert "jerk" not in masked.text
    assert set(bar) == {masked.text[4]}


def test_marks_beyond_what_is_shown_stay_out(office: Office, desk: Desk):
    card = office.says("so " * 4000 + "you turnip")
    _explain(office, Mark(12_004, 12_010, "insult"))
    desk.open(card.id)
    assert desk.reveal(card.id, Showing.PLAIN).marks == ()


def test_calm_and_unchecked_cards_have_nothing_to_explain(office: Office, desk: Desk):
    assert desk.open(office.says("When does it open?", Band.S0).id).because is None
    assert desk.open(office.says("Wann?", None).id).because is None


def test_where_names_alone_are_the_reason_the_measured_share_is_told(office: Office, desk: Desk):
    card = office.says(TEXT)
    _explain(office, Mark(0, 3, "identity_attack"), names=True)
    told = desk.open(card.id).because
    assert told is not None
    assert told.names_wrong == (0.419, 0.099, 0.335)  # of the model card
    assert faults.names_wrong("own-original 1-int8") is None


def test_a_scorer_that_does_not_see_it_says_so(office: Office, desk: Desk):
    card = office.says(TEXT)
    _explain(office)
    told = desk.open(card.id).because
    assert told is not None
    assert (told.found, told.by) == (Found.NOTHING, "embedded 3")


def test_where_another_wording_is_the_harsh_one_it_is_said(office: Office, desk: Desk):
    card = office.says(TEXT)
    with office.db.transaction():
        office.db.run("UPDATE card SET wordings = 2")
        office.db.run(
            """INSERT INTO wording (card_id, text_key, origin, at_us, band)
            SELECT k.id, x.text_key, k.id, 0, 0 FROM card k JOIN comment x ON x.id = k.exemplar"""
        )
    _explain(office)
    told = desk.open(card.id).because
    assert told is not None
    assert told.found is Found.ELSEWHERE
    with office.db.transaction():
        office.db.run("UPDATE wording SET band = 2")
    told = desk.because(card.id)
    assert told is not None
    assert told.found is Found.NOTHING


def test_where_the_scorer_that_found_it_harsh_marks_nothing_no_word_stands_out(office: Office, desk: Desk):
    card = office.says(TEXT)
    _explain(office, by="test 1")
    told = desk.open(card.id).because
    assert told is not None
    assert (told.found, told.by) == (Found.NO_WORD, card.model)


def test_the_model_card_and_the_cards_name_the_same_faults():
    assert faults.known("embedded 3") == BAD_AT


def test_every_model_says_what_it_is_bad_at():
    embedded = faults.known("embedded 3")
    both = faults.known("embedded 3 + own-original 1-int8")
    assert any("sarcasm" in each for each in embedded)
    assert set(embedded) < set(both)
    assert len(both) == len(set(both))
    assert faults.known("rehearsal 1")
    assert faults.calibrated("embedded 3")
    assert not faults.calibrated("embedded 3 + own-original 1-int8")


@pytest.mark.parametrize(
    ("sure", "said"),
    [
        (0.0, "fewer than 1 in 20"),
        (0.049, "fewer than 1 in 20"),
        (0.06, "about 1 in 20"),
        (0.1, "about 1 in 10"),
        (0.5, "about 5 in 10"),
        (0.91, "about 9 in 10"),
        (0.949, "about 9 in 10"),
        (0.97, "more than 19 in 20"),
        (1.0, "more than 19 in 20"),
    ],
)
def test_how_sure_is_told_as_people_reckon(sure: float, said: str):
    assert in_ten(sure) == said
