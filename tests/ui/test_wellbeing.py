"""A person's own room on the screen: theirs alone, by keyboard, in words as well as in pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from moderator.buddies import Buddy
from moderator.cards import Showing
from moderator.centre import Mine
from moderator.clock import HandClock
from moderator.people.roles import Role
from moderator.settings import Settings
from moderator.store import people
from moderator.wellbeing.own import Day, Sign
from moderator.wellbeing.support import Rights, Service, Support
from tests.ui.house import House, house, words_in
from ui.look import theme
from ui.wellbeing import words
from ui.wellbeing.buddy import BuddyPart, BuddyStrip
from ui.wellbeing.chart import Bars, Chart
from ui.wellbeing.screen import WellbeingScreen

TODAY = date(2026, 11, 25)
DAYS = tuple(
    Day(TODAY - timedelta(days=34 - n), (0.0, n * 2.0, n * 4.0, n * 3.0, n * 1.0), (0, n, n, 1, 0), n / 2)
    for n in range(35)
)
MINE = Mine(DAYS, 300, 400, ())


@pytest.fixture
def desk(qtbot, clock: HandClock) -> Iterator[House]:
    with house(qtbot, clock, Settings(press_once=True)) as made:
        yield made


def page_of(desk: House) -> WellbeingScreen:
    desk.press(Qt.Key.Key_F9)
    page = desk.shown()
    assert isinstance(page, WellbeingScreen)
    desk.settle()
    return page


def reads_one(desk: House) -> None:
    (card,) = desk.say("You absolute turnip")

    def read(console: object) -> None:
        console.desk.open(card)
        console.desk.reveal(card, Showing.PLAIN)
        console.desk.put_back()

    desk.work.store(read, lambda _: None)
    desk.settle()


def test_its_key_leads_there_and_it_tells_what_was_read_to_the_person_alone(desk: House):
    desk.begin()
    reads_one(desk)
    page = page_of(desk)
    told = words_in(page)
    for what in (
        "Exactly, for you alone: 2 of 150 units",
        "does not measure how you are",
        "Break in 20 min",
        words.NOBODY_ELSE,
    ):
        assert what in told
    assert page.week.table.item(0, 1).text() == "2"
    assert "turnip" not in told
    assert "something harsh was read on 1 of them" in page.week.bars.accessibleName()


def test_what_is_on_the_page_goes_when_somebody_else_may_sit_down(desk: House):
    desk.begin()
    reads_one(desk)
    page = page_of(desk)
    page.forget()
    desk.settle()
    assert "2 of 150" not in words_in(page)
    assert page.week.table.rowCount() == 0


def test_every_word_of_the_page_is_reached_by_tab_and_nothing_holds_it(desk: House):
    desk.begin()
    page = page_of(desk)
    page.week.ask.setChecked(True)
    seen: list[QWidget] = []
    for _ in range(60):
        desk.window.focusNextPrevChild(True)
        at = QApplication.focusWidget()
        assert at is not None
        if at in seen:
            break
        seen.append(at)
    assert page.talk in seen
    assert page.week.table in seen
    assert page.weeks.ask in seen
    assert page.how_limits.ask in seen
    assert all(each.accessibleName() or getattr(each, "text", str)() for each in seen)


def test_a_chart_has_a_table_behind_it_that_can_be_copied(qtbot):
    chart = Chart("The last 5 weeks")
    qtbot.addWidget(chart)
    chart.show()
    chart.show_days(MINE, DAYS)
    assert not chart.table.isVisible()
    chart.ask.click()
    assert chart.table.isVisible()
    assert chart.table.rowCount() == 35
    assert chart.table.item(0, 0).text() == "Wed 25 Nov"  # the newest first
    chart.copy.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == list(words.HEADINGS)
    assert lines[1].split("\t")[:2] == ["Wed 25 Nov", "340"]
    assert len(lines) == 36
    assert (
        "The most was 340 units on Wed 25 Nov. Calmer from 300, closed from 400."
        in chart.bars.accessibleName()
    )


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("look", theme.LOOKS.values(), ids=theme.LOOKS)
def test_the_newest_day_stands_where_reading_ends(qtbot, qapp: QApplication, look: theme.Look, turned: bool):
    theme.apply(qapp, look)
    bars = Bars()
    qtbot.addWidget(bars)
    bars.setLayoutDirection(Qt.LayoutDirection.RightToLeft if turned else Qt.LayoutDirection.LeftToRight)
    bars.resize(700, 190)
    bars.show_days(MINE, (*[Day(each.day) for each in DAYS[:6]], DAYS[-1]))
    shown = bars.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    strong = [at for at in range(700) if shown.pixelColor(at, 80).name() == look.scale[4].lower()]
    low = [
        at
        for at in range(700)
        if any(shown.pixelColor(at, y).name() == look.scale[3].lower() for y in range(60, 150))
    ]
    inked = strong or low
    assert inked
    assert (min(inked) > 500) is not turned


def test_with_nothing_read_there_is_an_empty_chart_and_a_calm_sentence(qtbot):
    chart = Chart("The last 7 days")
    qtbot.addWidget(chart)
    chart.show_days(MINE, tuple(Day(each.day) for each in DAYS))
    assert "nothing harsh was read" in chart.bars.accessibleName()
    chart.show_days(Mine((), 0, 0, ()), ())
    chart.grab()


def test_a_sign_is_told_to_the_person_and_can_be_put_by(desk: House):
    desk.begin()
    page = page_of(desk)
    page._mine = Mine(DAYS, 300, 400, (Sign("above usual", 4), Sign("past shift", 2)))
    page._show_signs()
    QApplication.processEvents()
    told = words_in(page.signs)
    assert "4 of your last 7 days were well above your usual" in told
    assert "past the end of your shift 2 times" in told
    page.signs.findChildren(QPushButton)[0].click()
    QApplication.processEvents()
    assert "above your usual" not in words_in(page.signs)
    assert page.talk.hasFocus()
    page._show_signs()
    assert "above your usual" not in words_in(page.signs)


def test_what_others_see_is_listed_live_with_whose_roles_allow_it(desk: House):
    desk.begin()
    page = page_of(desk)
    with desk.db.transaction():
        me = desk.home.person
        for person, roles in ((me, tuple(Role)), ("p-lead", (Role.LEAD,))):
            people.join(desk.db, person)
            for role in roles:
                people.give_role(desk.db, person, role, me)
    page.refresh()
    desk.settle()
    told = words_in(page)
    assert words.NOBODY_ELSE not in told
    assert "What you decided, when, with which house rule and note" in told
    assert words.NOT_YET in told
    assert "Your name, your roles" not in told  # no admin is here but the person


def test_rights_come_from_what_the_agency_entered(desk: House):
    desk.begin()
    page = page_of(desk)
    assert words.RIGHTS_NONE in words_in(page)
    card = Support(Service(), (), Rights("Kim O.", "Asha M.", "Write to Asha"))
    desk.work.store(lambda console: console.supporting.set(card), lambda _: page.refresh())
    desk.settle()
    desk.settle()
    assert "Health and safety representative: Asha M." in words_in(page)
    assert "No consultation is recorded" in words_in(page)


def test_what_is_to_be_known_unfolds_and_the_limits_come_with_their_grades(desk: House):
    desk.begin()
    page = page_of(desk)
    for each in page.learn.findChildren(QPushButton):
        each.click()
    told = words_in(page.learn)
    assert "13 11 14" in told
    assert "E1: calibrated on Riedl" in told
    assert "No program can prevent that" in told


def test_other_parts_of_the_program_hang_in_here(desk: House):
    desk.begin()
    page = page_of(desk)
    diary, outs = QLabel("closed"), QLabel("none")
    page.add_part("Diary", "Your diary", diary)
    page.add_part("Opt-outs", "Not for me", outs)
    desk.settle()
    assert {"Your diary", "Not for me"} <= set(words_in(page).splitlines())
    assert outs.mapTo(page, outs.rect().topLeft()).y() < diary.mapTo(page, diary.rect().topLeft()).y()


def test_the_palette_finds_the_tables(desk: House):
    desk.begin()
    page = page_of(desk)
    command = next(each for each in desk.window.commands() if each.title == "The last 7 days as a table")
    command.run()
    assert page.week.table.isVisible()


def test_what_one_leaves_out_is_chosen_here_too(desk: House):
    desk.begin()
    page = page_of(desk)
    assert page.left_out.isVisible()
    page.left_out.off_severe.click()
    desk.settle()
    found: list[object] = []
    desk.work.store(lambda console: console.wishing.mine(), found.extend)
    desk.settle()
    assert len(found) == 1
    page.forget()
    assert page.left_out.isHidden()


def test_the_diary_is_opened_from_here(desk: House):
    desk.begin()
    page = page_of(desk)
    page.diary.click()
    desk.settle()
    dialog = desk.window.everywhere.diary
    assert dialog is not None
    dialog.reject()
    desk.settle()


# the buddy


@pytest.fixture
def strip(qtbot, desk: House) -> BuddyStrip:
    desk.begin()
    made = desk.window.buddy
    made._names = {"p-kim": "Kim O."}
    return made


def test_a_question_has_two_answers_and_takes_the_keyboard_from_nobody(desk: House, strip: BuddyStrip):
    before = QApplication.focusWidget()
    strip.show_buddy(Buddy(with_="p-kim", question="p-kim", colleagues=("p-kim",)))
    assert strip.isVisible()
    assert "Kim O." in strip.says.text()
    assert words.PING in strip.says.text()
    assert QApplication.focusWidget() is before
    strip.later.click()
    desk.settle()
    assert strip.isHidden()


def test_an_answer_stays_until_it_was_read_and_a_question_goes_when_it_is_gone(strip: BuddyStrip):
    strip.show_buddy(Buddy(with_="p-kim", question="p-kim"))
    strip.show_buddy(Buddy(with_="p-kim"))
    assert strip.isHidden()
    strip.show_buddy(Buddy(with_="p-kim", answer="yes"))
    strip.show_buddy(Buddy(with_="p-kim"))
    assert "says yes" in strip.says.text()
    assert strip.isVisible()
    strip.thanks.click()
    assert strip.isHidden()


def test_the_support_card_knows_the_buddy_while_there_is_one(strip: BuddyStrip, desk: House):
    strip.show_buddy(Buddy(with_="p-kim"))
    assert desk.window.support._buddy.strip("\u2068\u2069") == "Kim O."
    strip.forget()
    assert desk.window.support._buddy == ""


@pytest.mark.parametrize(
    ("found", "says", "offers"),
    [
        (Buddy(colleagues=("p-kim",)), "You have no buddy.", "Ask them to be your buddy"),
        (Buddy(wished="p-kim", colleagues=("p-kim",)), "No answer yet", "Take it back"),
        (Buddy(asked_by=("p-kim",), colleagues=("p-kim",)), "would like to be your buddy", "No, thank you"),
        (Buddy(with_="p-kim", colleagues=("p-kim",)), "is your buddy.", "End it"),
        (Buddy(with_="p-kim", waits=True, colleagues=("p-kim",)), "no answer yet", "End it"),
    ],
)
def test_the_page_says_how_it_stands_and_offers_what_can_be_done(
    qtbot, desk: House, found: Buddy, says: str, offers: str
):
    part = BuddyPart(desk.work)
    qtbot.addWidget(part)
    part.know({"p-kim": "Kim O."})
    part.show()
    part.show_buddy(found)
    assert says in part.stands.text()
    assert offers in words_in(part)
    part.show_buddy(Buddy())
    assert part.isHidden()
