"""Why a card is veiled: places while it is veiled, underlines once its words are read, in words for whoever listens."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from moderator.cards import PLACES, Because, Found, Place, Showing, Words
from moderator.marking import explain_next, explain_open
from moderator.scores import Mark, Why
from tests.ui.values import HARSH, NOW, open_card
from ui import reasons
from ui.look import plain
from ui.look.passage import Passage
from ui.look.places import PlacesBar
from ui.queue.reader import CardView
from ui.queue.why import WhyView

TEXT = "You jerk turnip, open the bridge"
MARKED = Because(
    Found.MARKED,
    (Place(9, "insult"), Place(10, "insult"), Place(22, "threat")),
    by="embedded 2",
    faults=("sarcasm", "emoji alone"),
    calibrated=True,
)


def _explain(sitting, *marks: Mark) -> None:
    explain_next(sitting.office.db, lambda text, label: Why(marks, "embedded 2"))


def _view(qtbot, because: Because, **card) -> WhyView:
    view = WhyView(replace(HARSH, **card), because)
    qtbot.addWidget(view)
    view.show()
    return view


def test_while_it_is_veiled_places_are_shown_and_no_word(sitting):
    card = sitting.office.says(TEXT)
    _explain(sitting, Mark(4, 8, "insult"), Mark(9, 15, "insult"))
    sitting.begin()
    sitting.open(card.id)
    bar = sitting.screen.reader.findChild(PlacesBar)
    assert bar.isVisibleTo(sitting.window)
    assert bar.places == {4, 9}
    shown = [each.text() for each in sitting.screen.findChildren(QLabel)]
    assert "2 words: insult, in the first and the second third" in shown
    assert not any("turnip" in each or "jerk" in each for each in shown)


@pytest.mark.parametrize(
    ("modifier", "marked"),
    [
        (Qt.KeyboardModifier.NoModifier, ["████", "turnip"]),
        (Qt.KeyboardModifier.ShiftModifier, ["jerk", "turnip"]),
    ],
)
def test_once_read_the_words_are_underlined_where_they_stand(sitting, modifier, marked: list[str]):
    card = sitting.office.says(TEXT)
    _explain(sitting, Mark(4, 8, "insult"), Mark(9, 15, "insult"))
    sitting.begin()
    sitting.open(card.id)
    sitting.down(Qt.Key.Key_V, modifier)
    sitting.settle()
    passage = next(each for each in sitting.screen.reader.findChildren(Passage) if each.marked())
    assert [each.replace("▬", "█") for each in passage.marked()] == marked
    sitting.up(Qt.Key.Key_V)
    sitting.settle()
    assert not any(each.marked() for each in sitting.screen.reader.findChildren(Passage))


def test_what_is_found_out_after_the_card_was_opened_comes_onto_it(qtbot, sitting):
    card = sitting.office.says(TEXT)
    sitting.begin()
    sitting.open(card.id)
    why = sitting.screen.reader.findChild(WhyView)
    assert why.told.text() == "Which words it rests on is being found out."
    explain_open(sitting.office.db, lambda text, label: Why((Mark(9, 15, label),), "embedded 2"))
    sitting.screen.refresh()
    qtbot.waitUntil(lambda: why.told.text() == "1 word: insult, in the second third", timeout=5000)
    assert "in the second third" in sitting.screen.reader.accessibleDescription()


def test_a_key_shows_the_rest_and_puts_it_away(sitting):
    card = sitting.office.says(TEXT)
    sitting.begin()
    sitting.open(card.id)
    why = sitting.screen.reader.findChild(WhyView)
    assert not why.more.isVisibleTo(why)
    sitting.press(Qt.Key.Key_W)
    assert why.more.isVisibleTo(why)
    assert "Scored by test 1" in why.more.text()
    assert not why.more.visibleRegion().isEmpty()
    sitting.press(Qt.Key.Key_W)
    assert not why.more.isVisibleTo(why)


def test_w_in_a_note_is_a_letter(sitting):
    card = sitting.office.says(TEXT)
    sitting.begin()
    sitting.open(card.id)
    sitting.screen.verdicts.note.setFocus()
    sitting.press(Qt.Key.Key_W)
    assert sitting.screen.verdicts.note.text() == "w"
    assert not sitting.screen.reader.findChild(WhyView).more.isVisibleTo(sitting.window)


def test_calm_cards_have_no_such_part(qtbot):
    view = CardView(open_card(replace(HARSH, text="Do the buses run?")), NOW)
    qtbot.addWidget(view)
    assert view.why is None


def test_each_category_has_a_bar_of_its_own_with_its_name(qtbot):
    view = _view(qtbot, MARKED)
    bars = view.findChildren(PlacesBar)
    assert [bar.places for bar in bars] == [{9, 10}, {22}]
    names = [each.text() for each in view.findChildren(QLabel)]
    assert {"Insult", "Threat"} <= set(names)
    assert "2 words: insult, in the second third; 1 word: threat, in the last third" in names


def test_how_long_a_word_is_cannot_be_seen(qtbot):
    """All marks are of one width, and bars as long as the length bucket says."""
    one, other = (_view(qtbot, Because(Found.MARKED, (Place(at, "insult"),)), size=2) for at in (0, 23))
    assert one.findChild(PlacesBar).sizeHint() == other.findChild(PlacesBar).sizeHint()
    drawn = [each.findChild(PlacesBar).grab().toImage() for each in (one, other)]
    tints = [sum(image.pixelColor(x, 1).alpha() > 0 for x in range(image.width())) for image in drawn]
    assert tints[0] > 0
    assert drawn[0].size() == drawn[1].size()


def test_a_text_that_is_read_from_the_right_has_its_first_word_at_the_right(qtbot):
    english = _view(qtbot, Because(Found.MARKED, (Place(0, "insult"),)))
    arabic = _view(qtbot, Because(Found.MARKED, (Place(PLACES - 1, "insult"),)), language="ar")
    left, right = (each.findChild(PlacesBar).grab().toImage() for each in (english, arabic))
    assert left == right


def test_where_names_alone_are_the_reason_the_card_warns_with_the_measured_share(qtbot):
    because = replace(MARKED, names=True, names_wrong=(0.392, 0.194, 0.372))
    view = _view(qtbot, because)
    assert view.caution.isVisibleTo(view)
    assert "39 of 100 comments that it veils like this are calm" in view.caution.text()
    assert "it veils 19 of 100, 37 of those that speak of hate" in view.caution.text()
    assert "39 of 100" in reasons.aloud(because)
    assert not _view(qtbot, MARKED).caution.isVisibleTo(view)


def test_what_is_said_of_how_sure_and_of_the_model():
    told = "\n".join(reasons.details(replace(HARSH, sure=0.91, model="embedded 2"), MARKED))
    assert "Of comments with this score, about 9 in 10 are insults." in told
    assert "Known to be bad at: sarcasm; emoji alone." in told
    both = replace(HARSH, sure=0.91, model="embedded 2 + own-original 1-int8")
    told = "\n".join(reasons.details(both, replace(MARKED, calibrated=False)))
    assert "nobody has compared that" in told
    assert "embedded 2 was asked word by word." in told


@pytest.mark.parametrize("found", Found)
def test_every_state_has_a_sentence_for_whoever_listens(found: Found):
    places = MARKED.places if found is Found.MARKED else ()
    assert reasons.aloud(Because(found, places, by="embedded 2"))


def test_the_reason_is_in_what_is_said_of_the_open_card(sitting):
    card = sitting.office.says(TEXT)
    _explain(sitting, Mark(9, 15, "insult"))
    sitting.begin()
    sitting.open(card.id)
    said = sitting.screen.reader.accessibleDescription()
    assert "1 word: insult, in the second third" in said
    assert "turnip" not in said


@pytest.mark.parametrize(
    ("text", "marks", "found"),
    [
        ("You turnip", [(4, 10)], ["turnip"]),
        ("\u202eYou\u200b turnip\n\nand\u00a0 turnip", [(6, 12), (19, 25)], ["turnip", "turnip"]),
        ("a" * 200 + " turnip", [(201, 207)], ["turnip"]),
        ("a" * 200, [(0, 200)], ["a" * 200]),
        ("tu\u0301\u0301\u0301\u0301\u0301\u0301rnip", [(0, 12)], None),
        ("turnip\n" * 400, [(7 * 350, 7 * 350 + 6)], []),
        ("turnip", [(3, 99), (2, 2)], []),
    ],
)
def test_marks_find_their_words_however_a_text_must_be_shown(qtbot, text, marks, found):
    passage = Passage()
    qtbot.addWidget(passage)
    passage.show_words(text, marks)
    passage.resize(300, 100)
    passage.grab()
    if found is None:
        assert passage.marked()[0].startswith("tu")
    else:
        assert passage.marked() == found
    assert plain.shown_with(text, marks)[0] == plain.shown(text)
    passage.show_words("")
    assert passage.marked() == []


def test_marks_come_with_the_words_and_go_with_them(qtbot):
    view = CardView(open_card(), NOW)
    qtbot.addWidget(view)
    words = Words(2, Showing.PLAIN, "You turnip", 1.0, 1, marks=(Mark(4, 10, "insult"),))
    view.show_words(words)
    assert view.findChild(Passage).marked() == ["turnip"]
    view.cover()
    assert view.findChild(Passage).marked() == []
