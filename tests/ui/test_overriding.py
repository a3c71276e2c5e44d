"""What a lead offers stands on the person's own screen; a lead sees who rests and no number; consultations are recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from moderator.consulting import Stand
from moderator.overriding import Given, Offered, Resting
from moderator.overview import Status, WorkerSeen
from moderator.problems import Problem
from moderator.wellbeing.consultation import Consulted, Law
from moderator.wellbeing.overrides import Reason
from moderator.wellbeing.values import Meter, Mode, Rest
from ui.people.limits import LimitsPage, Look
from ui.rest import override_words
from ui.rest.glass import AskGlass
from ui.rest.offering import OfferCard
from ui.rest.strip import RestStrip
from ui.settings.consulting import Consultation
from ui.status import StatusLine

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WHY = "The storm tonight has nobody else to read"
OFFERED = Offered("p-kim", Reason.NO_COVER, WHY, 30, 0, NOW)
GLASS = Given(
    3, "p-asha", "p-asha", True, Reason.THREAT_TO_LIFE, WHY, 12, NOW, 10, NOW + timedelta(days=1), None, "", False, False
)  # fmt: skip


def a_meter(rest: Rest) -> Meter:
    return Meter(1.0, 0.4, 150, 150, 160, 400, "hard", rest)


def texts(widget) -> str:
    QApplication.processEvents()  # what was just put into a layout is shown with the next round
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


@pytest.fixture
def card(qtbot) -> OfferCard:
    made = OfferCard()
    qtbot.addWidget(made)
    made.know({"p-kim": "Kim O."})
    return made


def test_the_card_says_who_offers_what_and_why_and_goes_with_the_offer(card: OfferCard):
    card.show_offer(OFFERED)
    assert card.isVisible()
    assert "Kim O." in card.title.text()
    assert "30 min" in card.title.text()
    assert WHY in card.why.words()
    assert "Nobody else is there" in card.why.words()
    card.show_offer(None)
    assert not card.isVisible()


def test_an_answered_offer_does_not_come_back_with_an_older_beat_and_a_new_one_does(card: OfferCard):
    card.show_offer(OFFERED)
    card.put_away()
    card.show_offer(OFFERED)
    assert not card.isVisible()
    card.show_offer(None)
    card.show_offer(OFFERED)
    assert card.isVisible()


def test_hostile_words_of_a_lead_stay_plain_text(card: OfferCard):
    card.show_offer(Offered("p-kim", Reason.NO_COVER, "<b>now</b> \u202eabc and more of it", 30, 0, NOW))
    assert "<b>" in card.why.words()
    assert "\u202e" not in card.why.words()


def test_glass_is_broken_only_once_it_is_said_why(qtbot):
    asking = AskGlass(12)
    qtbot.addWidget(asking)
    assert not asking.sure.isEnabled()
    asking.words.setText("they say       when")
    assert not asking.sure.isEnabled()
    asking.words.setText("They say when and where")
    assert asking.sure.isEnabled()


@pytest.mark.parametrize(
    ("rest", "said", "asks"),
    [
        (Rest(Mode.COOLDOWN, "", timedelta(minutes=9), timedelta(0), False, limit="load_h"), "this hour", True),
        (Rest(Mode.WORK, "", timedelta(0), timedelta(minutes=9), False, override=timedelta(minutes=9)), "open for", False),
        (Rest(Mode.EMERGENCY, "long", timedelta(minutes=9), timedelta(0), False, card=12), "card 12 alone", False),
    ],
)  # fmt: skip
def test_the_strip_says_what_is_open_and_offers_the_way_out_at_a_limit(
    qtbot, rest: Rest, said: str, asks: bool
):
    strip = RestStrip()
    qtbot.addWidget(strip)
    strip.show_meter(a_meter(rest))
    assert said in strip.sentence()
    assert strip.glass.isVisible() is asks


# the lead's page


@pytest.fixture
def page(qtbot, sitting) -> LimitsPage:
    made = LimitsPage(sitting.work)
    qtbot.addWidget(made)
    made.show()
    return made


def look(**changed) -> Look:
    resting = (Resting("p-asha", NOW, True), Resting("p-bea", NOW, False))
    return Look(
        **{
            **dict(
                possible=True, waits="", resting=resting, reviews=(), given=(), names={"p-asha": "Asha M."}
            ),
            **changed,
        }
    )


def test_a_lead_sees_who_rests_and_until_when_and_where_nothing_may_be_offered(page: LimitsPage):
    page._show(look())
    told = texts(page)
    assert "Asha M.\u2069 rests at a limit until 23 Nov 2026" in told
    assert override_words.MAY_NOT in told
    assert override_words.PURPOSE in told
    assert len(page.offers) == 1
    assert page.offers[0].accessibleName().startswith("Offer to open it for")


def test_it_is_offered_with_a_reason_in_words(page: LimitsPage, qtbot):
    page._show(look())
    page.offers[0].click()
    assert page.form.isVisible()
    page.form.why.setText("too short")
    assert not page.form.send.isEnabled()
    page.form.why.setText(WHY)
    page.form.minutes.setCurrentIndex(1)
    with qtbot.waitSignal(page.form.offered) as offered:
        page.form.send.click()
    assert offered.args == ["p-asha", Reason.EMERGENCY_COMMS, WHY, 25]


def test_what_somebody_types_stays_while_the_page_looks_again_and_goes_with_the_person(page: LimitsPage):
    page._show(look())
    page.offers[0].click()
    page.form.why.setText(WHY)
    page._show(look(given=(GLASS,)))
    assert page.form.why.text() == WHY
    page._show(look(resting=()))
    assert not page.form.isVisible()
    assert override_words.NOBODY_RESTS in texts(page)


def test_what_was_opened_for_a_threat_to_life_is_reviewed_here(page: LimitsPage, qtbot):
    page._show(look(reviews=(GLASS,)))
    (view,) = page.reviews
    view.found.setText("The police were called at nine")
    with qtbot.waitSignal(view.reviewed) as reviewed:
        view.done.click()
    assert reviewed.args == [3, "The police were called at nine"]


def test_alone_and_before_the_consultation_it_says_why_nothing_is_here(page: LimitsPage):
    page._show(look(possible=False, resting=()))
    assert "alone at this desk" in texts(page)
    page._show(look(waits="Nothing of this is shown to leads yet.", resting=()))
    assert "Nothing of this is shown" in texts(page)


def test_the_real_page_of_one_person_alone(page: LimitsPage, sitting):
    page.refresh()
    sitting.settle()
    assert "alone at this desk" in texts(page)


# the consultation


def test_an_admin_records_and_withdraws_and_everybody_reads_it(qtbot, sitting):
    section = Consultation(sitting.work)
    qtbot.addWidget(section)
    section.show()
    section.refresh()
    sitting.settle()
    assert "No consultation is recorded" in section.stands.text()
    section.ask.click()
    today = date(2026, 11, 23)  # of the hand clock
    for name, value in (("held", today), ("notice", today), ("start", today + timedelta(days=3))):
        section.form.fields[name].setText(value.isoformat())
    section.form.fields["whom"].setText("Everybody who sits here")
    section.form.recorded.click()
    sitting.settle()
    assert "14 days" in section.told.text()
    section.form.fields["start"].setText("soon")
    section.form.recorded.click()
    assert "2026-10-01" in section.told.text()
    section.form.fields["start"].setText((today + timedelta(days=14)).isoformat())
    section.form.recorded.click()
    sitting.settle()
    assert "Everybody who sits here" in section.stands.text()
    assert "Until then leads see nothing" in section.stands.text()
    assert not section.form.isVisible()
    assert not section.sure.isVisible()
    section.withdraw.click()
    section.sure.click()
    sitting.settle()
    assert "It was withdrawn" in section.stands.text()


def test_who_may_not_record_it_reads_it_without_a_button(qtbot, sitting):
    section = Consultation(sitting.work)
    qtbot.addWidget(section)
    section.show()
    day = date(2026, 11, 1)
    record = Consulted(day, "Everybody", day, day, Law.OTHER, confirmed=True)
    section._show((Stand(record, NOW, True, NOW, None, False, True, day), False))
    assert not [button for button in section.findChildren(QPushButton) if button.isVisible()]
    assert "It begins" in section.stands.text()
    assert override_words.LEADS_SEE[0] in section.sees.text()


def test_a_refusal_of_the_store_is_said_on_the_page(page: LimitsPage):
    page._refused(Problem("The desk is busy"))
    assert page.answer.text() == "The desk is busy."


def test_the_status_line_reminds_whoever_should_review(qtbot):
    line = StatusLine()
    qtbot.addWidget(line)
    empty = Status(WorkerSeen("running"), (), 0, 0, 0, (), 0, 0)
    line.know_reviews(1)
    line.show_status(empty)
    assert "1 card opened for a threat to life is to be reviewed: People, Limits." in line.words()
    line.know_reviews(0)
    line.show_status(empty)
    assert "threat" not in line.words()
