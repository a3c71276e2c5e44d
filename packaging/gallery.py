"""Every screen in every look, for whoever judges what it looks like: `packaging/gallery.py FOLDER [WORDS...]`.

Each scene is the program itself in a rehearsal home (see stage.py). WORDS choose scenes and looks by their names.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from account_scenes import ACCOUNT_SCENES
from aimed_scenes import AIMED_SCENES
from capacity_scenes import CAPACITY_SCENES
from centre_scenes import CENTRE_SCENES
from desk_scenes import DESK_SCENES, REHEARSED
from override_scenes import OVERRIDE_SCENES
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea
from rehearsed import meaning, rehearsed
from rest_scenes import REST_SCENES
from screenshots import a_morning
from stage import Stage, stage

from moderator import actions
from moderator.blind import Figure, Kind
from moderator.cards import Because, Card, Found, Place
from moderator.comments import Batch, Comment
from moderator.console import Console
from moderator.decisions import Verdict
from moderator.promising import Promises
from moderator.scores import Band
from moderator.scoring import faults
from moderator.store import accounts, comments, places
from moderator.unread import Difference
from ui.queue.hold import HoldButton
from ui.unread.screen import UnreadScreen

LOOKS = {
    "light": {"look": "light"},
    "dark": {"look": "dark"},
    "contrast": {"look": "high-contrast"},
    "small": {"look": "light", "size": (1024, 700)},
    "narrow": {"look": "light", "size": (520, 760)},
    "large": {"look": "light", "text_scale": 2.0},
    "large-small": {"look": "light", "text_scale": 2.0, "size": (1024, 700)},
    "turned": {"look": "light", "turned": True},
    "turned-small": {"look": "light", "turned": True, "size": (1024, 700)},
}


REFUSAL = (
    "Bluesky refused the app password of city.transport.example. It may have been taken back. Make a new one in "
    "Bluesky under Settings, Privacy and security, App passwords, and sign in again."
)
OWN = {
    "welcome",
    "sign_in",
    "sign_in_refused",
    "one_more",
    "empty",
    "loading",
    "arabic",
    "german",
    "beside",
    "answering",
    *ACCOUNT_SCENES,
    *DESK_SCENES,
}  # scenes of a desk of one's own


def harsh(card: Card) -> bool:
    return card.band is Band.S2


def _opened(desk: Stage) -> None:
    desk.gather()
    desk.show()
    desk.open(harsh)


def welcome(desk: Stage) -> None:
    desk.show()
    desk.window.show_welcome()


def sign_in(desk: Stage) -> None:
    welcome(desk)
    desk.press(Qt.Key.Key_2)


def sign_in_refused(desk: Stage) -> None:
    sign_in(desk)
    page = desk.window.welcome.page
    page.typed["handle"].setText("city.transport.example")
    page.refuse(REFUSAL)


def one_more(desk: Stage) -> None:
    welcome(desk)
    desk.window.welcome.begin(first=False)
    desk.window.welcome.setFocus()


def rehearsing(desk: Stage) -> None:
    desk.gather()
    welcome(desk)


def history(desk: Stage) -> None:
    a_morning(desk)
    desk.window.show_screen(1)


def _difference(
    number: int, stands: Verdict, other: Verdict, band: Band, category: str, name: str
) -> Difference:
    return Difference(
        number, number, number, stands, other, True, 1, "rehearsal", "city.transport.example", name.lower(), name,
        datetime(2026, 11, 20, tzinfo=UTC), band, category, number == 2, True,
    )  # fmt: skip


def unread(desk: Stage) -> None:
    """With figures and two differences, which take a team months."""
    a_morning(desk)
    page = _unread_page(desk)
    figures = {
        Kind("insult", Band.S2, "very sure"): Figure(340, 9),
        Kind("identity_attack", Band.S3, "quite sure"): Figure(60, 7),
        Kind("sexual_explicit", Band.S1, "not very sure"): Figure(40, 0),
        Kind("language", None, ""): Figure(20, 3),
    }
    page._show(
        (
            figures,
            (
                _difference(
                    1,
                    Verdict.KEEP,
                    Verdict.HIDE,
                    Band.S2,
                    "insult",
                    "Donaudampfschifffahrtsgesellschaft Freunde",
                ),
                _difference(2, Verdict.HIDE, Verdict.KEEP, Band.S3, "identity_attack", "مرحبا بكم"),
            ),
        )
    )


def _unread_page(desk: Stage) -> UnreadScreen:
    page = next(each for each in desk.window.screens if isinstance(each, UnreadScreen))
    desk.window.show_screen(desk.window.screens.index(page))
    desk.settle()
    return page


def unread_few(desk: Stage) -> None:
    a_morning(desk)
    _unread_page(desk)


def settings(desk: Stage) -> None:
    a_morning(desk)
    desk.window.show_screen(len(desk.window.screens) - 1)


def settings_promise(desk: Stage) -> None:
    settings(desk)
    desk.settle()
    page = desk.window.screens[-1]
    area = page if isinstance(page, QScrollArea) else page.findChild(QScrollArea)
    area.ensureWidgetVisible(page.rows["office_hours"], 0, 60)


def settings_limits(desk: Stage) -> None:
    """After a policy was refused."""
    settings(desk)
    desk.settle()
    page = desk.window.screens[-1]
    refused = "ours.toml, line 4: limits.load_h.hard is out of range. Write a number from 37.5 to 225. Nothing was changed."
    page.limits.told.setText(refused)
    page.limits.told.show()
    desk.settle()
    page.verticalScrollBar().setValue(page.limits.mapTo(page.widget(), page.limits.rect().topLeft()).y() - 10)


def _trying(desk: Stage) -> None:
    settings(desk)
    desk.settle()


def settings_trying(desk: Stage) -> None:
    """A month under two policies, as it was played for twelve."""
    _trying(desk)
    page = desk.window.settings
    page.limits.rehearsing.answered(rehearsed(12))
    desk.settle()
    page.ensureWidgetVisible(page.limits.rehearsing.bars, 0, 10)


def settings_trying_table(desk: Stage) -> None:
    _trying(desk)
    page = desk.window.settings
    page.limits.rehearsing.answered(rehearsed(3))
    desk.settle()
    page.ensureWidgetVisible(page.limits.rehearsing.go, 0, 380)


def settings_meaning(desk: Stage) -> None:
    _trying(desk)
    page = desk.window.settings
    page.limits.meaning.answered(meaning())
    page.limits.rehearsing.goes(37)
    desk.settle()
    page.ensureWidgetVisible(page.limits.rehearsing.told, 0, 60)


def settings_models(desk: Stage) -> None:
    """As on a desk that is no rehearsal, after a model was refused."""
    settings(desk)
    desk.settle()
    page = desk.window.screens[-1]
    page.models.show()
    page.models._done(1, ["moderator: There is no model in /media/stick: manifest.json is missing."])
    page.models.told.show()
    desk.settle()
    page.ensureWidgetVisible(page.models, 0, 60)


def settings_bands(desk: Stage) -> None:
    """What each point of a harsher band would have done."""
    settings(desk)
    desk.settle()
    page = desk.window.screens[-1]
    page.veiling.band.setCurrentIndex(1)
    desk.settle()
    desk.settle()
    page.ensureWidgetVisible(page.veiling.effects, 0, 20)


def settings_allowed(desk: Stage) -> None:
    """Some names, one that is not passed over after all, and one that cannot be allowed."""
    settings(desk)
    desk.settle()
    page = desk.window.screens[-1]
    for name in ("Dick Smith", "Beaver Creek", "Straßenverkehrszulassungsamt", "Pumpkin"):
        desk.ask(lambda console, name=name: console.allowing.add(name))

    def refuse(console: Console) -> None:
        with console.db.transaction():
            console.db.run("UPDATE allowed SET alone = 1 WHERE word = 'Pumpkin'")

    desk.ask(refuse)
    page.allowing.refresh()
    page.allowing.typed.setText("kill")
    page.allowing._add()
    desk.settle()
    desk.settle()
    page.ensureWidgetVisible(page.allowing, 0, 20)


def settings_keys(desk: Stage) -> None:
    """Two keys of one's own, and one act that waits for its key."""
    a_morning(desk)
    desk.write_settings()
    desk.window.show_screen(len(desk.window.screens) - 1)
    desk.settle()
    page = desk.window.screens[-1]
    for action, key in (
        (actions.NASTY, Qt.Key.Key_M),
        (actions.RULE, Qt.Key.Key_G),
        (actions.HIDE, Qt.Key.Key_V),
    ):
        choice = page.keyboard.choices[action]
        choice.setFocus()
        desk.press(Qt.Key.Key_Space)
        desk.press(key)
    page.ensureWidgetVisible(choice, 0, 300)


def loading(desk: Stage) -> None:
    desk.window.show()
    desk.window.show_queue()


def empty(desk: Stage) -> None:
    desk.show()
    desk.window.show_queue()


def waiting(desk: Stage) -> None:
    desk.gather()
    desk.show()


def masked(desk: Stage) -> None:
    _opened(desk)
    desk.press(Qt.Key.Key_V, hold=True)


def plain(desk: Stage) -> None:
    _opened(desk)
    desk.press(Qt.Key.Key_V, hold=True, shift=True)


def why(desk: Stage) -> None:
    """Everything that is known of why a card is veiled."""
    _opened(desk)
    desk.press(Qt.Key.Key_W)


def why_names(desk: Stage) -> None:
    """A card whose score rests on words for groups of people, and on a second category."""
    why(desk)
    reader = desk.queue.reader
    marks = ((3, "identity_attack"), (4, "identity_attack"), (15, "threat"))
    reader.show_because(
        Because(
            Found.MARKED,
            tuple(Place(at, label) for at, label in marks),
            by="embedded 3",
            names=True,
            faults=faults.known("embedded 3"),
            names_wrong=faults.names_wrong("embedded 3"),
            calibrated=True,
        )
    )


def why_not_yet(desk: Stage) -> None:
    _opened(desk)
    desk.queue.reader.show_because(Because(Found.NOT_YET))


def near_copies(desk: Stage) -> None:
    """A card with several wordings."""
    desk.gather()
    desk.show()
    desk.open(lambda card: card.wordings > 1)


def wordings(desk: Stage) -> None:
    """What varies between them."""
    near_copies(desk)
    desk.press(Qt.Key.Key_C)


def wording_read(desk: Stage) -> None:
    wordings(desk)
    view = desk.queue.reader.wordings
    other = list(view.rows.values())[1]
    other.findChild(HoldButton).pressed.emit()
    desk.settle()


def wording_out(desk: Stage) -> None:
    """One was taken out, with the way back."""
    wordings(desk)
    list(desk.queue.reader.wordings.rows.values())[1].out.click()
    desk.settle()


def wordings_past(desk: Stage) -> None:
    """The history of a decision about several wordings."""
    near_copies(desk)
    desk.press(Qt.Key.Key_X)
    desk.window.show_screen(1)
    desk.settle()
    desk.press(Qt.Key.Key_J)
    desk.window.screens[1].dossier.verticalScrollBar().setValue(200)
    desk.settle()


def media_only(desk: Stage) -> None:
    desk.gather()

    def strip(console: Console) -> None:
        with console.db.transaction():
            console.db.run("UPDATE card SET unchecked = 'media', category = 'media' WHERE band IS NULL")

    desk.ask(strip)
    desk.show()
    desk.open(lambda card: card.unchecked == "media")


def passed_over(desk: Stage) -> None:
    """A calm card in which a name that the agency allows was passed over."""
    desk.gather()

    def allow(console: Console) -> None:
        with console.db.transaction():
            console.db.run("UPDATE card SET allowed = 1 WHERE band = 0")

    desk.ask(allow)
    calm(desk)


def calm(desk: Stage) -> None:
    desk.gather()
    desk.show()
    desk.open(lambda card: card.band is Band.S0)


def unchecked(desk: Stage) -> None:
    desk.gather()
    desk.show()
    desk.open(lambda card: card.band is None)


def consequence(desk: Stage) -> None:
    _opened(desk)
    desk.press(Qt.Key.Key_D)


def refused(desk: Stage) -> None:
    """A problem of the world, said on the card."""
    _opened(desk)
    desk.queue.reader.say_on_card(
        "The desk's file is busy with something else. Nothing is lost; please try again in a moment."
    )


def meter(desk: Stage) -> None:
    a_morning(desk)
    desk.queue.verdicts.meter._ask.setChecked(True)
    desk.settle()


def undone(desk: Stage) -> None:
    _opened(desk)
    desk.press(Qt.Key.Key_X)
    desk.press(Qt.Key.Key_U)


def warned(desk: Stage) -> None:
    _opened(desk)
    desk.pass_(minutes=19, seconds=52)


def in_a_break(desk: Stage) -> None:
    _opened(desk)
    desk.press(Qt.Key.Key_B)
    desk.beat()


def break_over(desk: Stage) -> None:
    in_a_break(desk)
    desk.pass_(minutes=12)


def limit(desk: Stage) -> None:
    """The hour's room is used up, the quick way: "that was nasty" until nothing is left."""
    _opened(desk)
    card = desk.queue.seat.opened.card.id
    desk.ask(lambda console: [console.desk.nasty(card) for _ in range(76)])
    desk.beat()


def cover(desk: Stage) -> None:
    _opened(desk)
    desk.window.cover()


def key_sheet(desk: Stage) -> None:
    _opened(desk)
    desk.press(Qt.Key.Key_Question)


def alone(desk: Stage) -> None:
    _opened(desk)
    desk.press(Qt.Key.Key_Z)


def drawer(desk: Stage) -> None:
    _opened(desk)
    desk.queue.panes.show_drawer(True)


TONGUES = (
    (
        "سلمى",
        "متى يفتح الجسر الجديد أمام المارة؟ نشكركم على الرد السريع، ونرجو أن تبقى المكتبة مفتوحة مساء الخميس.",
    ),
    ("נועה", "מתי נפתח הגשר מחדש? תודה על התשובה המהירה."),
    (
        "Donaudampfschifffahrtsgesellschaftskapitänswitwe",
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz und Grundstücksverkehrsgenehmigungs"
        "zuständigkeitsübertragungsverordnung: wann öffnet das Straßenverkehrszulassungsamt wieder?",
    ),
    ("राधा", "पुल फिर कब खुलेगा? धन्यवाद।"),
    ("小林", "橋はいつ再び開通しますか。ありがとうございます。"),
)


def beside(desk: Stage) -> None:
    _tongues(desk, 2, platform="mastodon")
    desk.press(Qt.Key.Key_X)


def answering(desk: Stage) -> None:
    _tongues(desk, 0, platform="mastodon")
    desk.press(Qt.Key.Key_R)
    desk.queue.verdicts.beside.answer.setPlainText(
        "Thank you. The bridge opens again on Monday morning. " * 3
    )


def _tongues(desk: Stage, which: int, *, platform: str = "file") -> None:
    """Calm comments of many scripts, on a desk of one's own."""

    def arrive(console: Console) -> None:
        now = console.clock.wall()
        said = tuple(
            Comment(
                str(n),
                text,
                name,
                name,
                b"{}",
                "1",
                posted_at=now - timedelta(minutes=3 * n),
                author_name=name,
            )
            for n, (name, text) in enumerate(TONGUES)
        )
        with console.db.transaction():
            account = accounts.add(console.db, platform, "", "Straßenverkehrszulassungsamt", None)
            comments.save_batch(console.db, account, Batch(said), platform)
            console.db.run(
                "UPDATE card SET scored = 1, band = 0, unchecked = NULL, language = 'en', model = 'calm 1'"
            )

    desk.ask(arrive)
    desk.show()
    desk.open(lambda card: card.author_name == TONGUES[which][0])


def arabic(desk: Stage) -> None:
    _tongues(desk, 0)


def german(desk: Stage) -> None:
    _tongues(desk, 2)


def promised(desk: Stage) -> None:
    """A threat with copies is open; what came in on Friday waits with it."""
    desk.gather()
    desk.ask(_age)
    desk.show()
    desk.open(lambda card: card.first_because.startswith("threat"))


def _age(console: Console) -> None:
    hour = 3_600_000_000
    promises = Promises(console.db, console.settings)
    with console.db.transaction():
        console.db.run(f"UPDATE card SET since_us = since_us - (id % 5) * 40 * {hour}")
        worst = console.db.column(
            "SELECT id FROM card WHERE state = 'waiting' AND band = 4 ORDER BY id LIMIT 1"
        )
        console.db.run(
            """UPDATE card SET copies = 41, labels = '{"threat": 0.9}', category = 'threat' WHERE id = :id""",
            id=worst[0],
        )
        places.put(console.db, [promises.placed(card) for card in places.open_after(console.db, 0, 1000)])


SCENES: dict[str, Callable[[Stage], None]] = {
    each.__name__: each
    for each in (
        welcome, sign_in, sign_in_refused, one_more, rehearsing, loading, empty, waiting, _opened, masked, plain,
        why, why_names, why_not_yet, near_copies, wordings, wording_read, wording_out, wordings_past,
        media_only, passed_over,
        calm, unchecked, consequence, refused, meter, undone, warned, in_a_break,
        break_over, limit, cover, key_sheet, alone, drawer, history, unread, unread_few, settings, settings_bands,
        settings_trying, settings_trying_table, settings_meaning,
        settings_allowed, settings_keys, settings_limits, settings_models, settings_promise,
        arabic, german, promised, beside, answering,
    )
} | ACCOUNT_SCENES | DESK_SCENES | REHEARSED | REST_SCENES | CENTRE_SCENES | OVERRIDE_SCENES | AIMED_SCENES  # fmt: skip
SCENES |= CAPACITY_SCENES


def main() -> None:
    into, *wanted = Path(sys.argv[1]), *sys.argv[2:]
    looks = {name: LOOKS[name] for name in wanted if name in LOOKS} or LOOKS
    scenes = {name: SCENES[name] for name in wanted if name in SCENES} or SCENES
    for look, how in looks.items():
        for name, play in scenes.items():
            with stage(**how, rehearsal=name not in OWN) as desk:
                play(desk)
                desk.picture(into / look / f"{name.strip('_')}.png")
        print(into / look)


if __name__ == "__main__":
    main()
