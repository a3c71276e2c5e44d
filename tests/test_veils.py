"""An agency chooses from where its accounts' comments are veiled, after it has seen what that would have done."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from moderator.clock import HandClock
from moderator.comments import Batch, Comment
from moderator.console import open_console
from moderator.gate import Who
from moderator.home import Home
from moderator.problems import BadInput, NotAllowed
from moderator.rating import rate_waiting, second_opinions
from moderator.scores import LABELS, Band, Score
from moderator.scoring.bands import THRESHOLDS, band_of, shipped, shipped_points, with_points
from moderator.scoring.embedded import Embedded
from moderator.settings import load
from moderator.store import accounts, cards, comments
from moderator.store.db import Db, open_sqlite
from moderator.veils import Veils

# sentences, and how sure the scorer is that each is an insult
SURE = {
    "When will the bridge open?": 0.01,
    "You pumpkin": 0.2,
    "You turnip": 0.45,
    "You absolute turnip": 0.9,
}


@pytest.fixture
def db(tmp_path: Path, clock: HandClock) -> Iterator[Db]:
    db = open_sqlite(tmp_path / "home" / "desk.db", os.urandom(32), clock)
    with db.transaction():
        city, parks = (accounts.ensure(db, "bluesky", "", name) for name in ("city", "parks"))
        for account in (city, parks):
            said = tuple(
                Comment(
                    f"{account}{text}", f"{text}{'!' * account}", "bob", "bob", text.encode(), version="1"
                )
                for text in SURE
            )
            comments.save_batch(db, account, Batch(comments=said), "bluesky")
    yield db
    db.close()


@pytest.fixture
def veils(db: Db) -> Veils:
    return Veils(db, Who("otter", "desk"))


def _rate(texts: Sequence[str]) -> list[Score]:
    scores = []
    for text in texts:
        labels = dict.fromkeys(LABELS, 0.001) | {"insult": SURE[text.rstrip("!")]}
        scores.append(Score(labels, "embedded 2", band_of(labels, shipped_points()), "en"))
    return scores


def _bands(db: Db, account: int) -> list[int]:
    return db.column(
        """SELECT k.band FROM card k JOIN comment x ON x.id = k.exemplar WHERE x.account_id = :account
        ORDER BY k.id""",
        account=account,
    )


def test_what_ships_is_the_scorers_own():
    assert shipped_points() == Embedded.load().veil_points


def test_an_account_has_points_of_its_own_and_the_other_keeps_what_ships(db: Db, veils: Veils):
    veils.choose(1, "insult", 0.3)
    rate_waiting(db, _rate)
    assert _bands(db, 1) == [0, 0, 1, 2]
    assert _bands(db, 2) == [0, 1, 1, 2]
    city, parks = veils.listed()
    assert (city.points[Band.S1]["insult"], city.own) == (0.3, {(Band.S1, "insult")})
    assert (parks.points, parks.own) == (shipped(), frozenset())


def test_open_cards_follow_in_the_background_and_as_shipped_brings_them_back(db: Db, veils: Veils):
    rate_waiting(db, _rate)
    veils.choose(1, "insult", 0.3)
    assert second_opinions(db, _rate) == 4
    assert _bands(db, 1) == [0, 0, 1, 2]
    veils.choose(1, "insult", None)
    second_opinions(db, _rate)
    assert _bands(db, 1) == _bands(db, 2) == [0, 1, 1, 2]
    acts = [line for line in db.column("SELECT act FROM journal") if line == "band point chosen"]
    assert len(acts) == 2


def test_where_policy_forbids_it_a_choice_only_raises_veils_of_what_is_there(db: Db, veils: Veils):
    rate_waiting(db, _rate)
    veils.choose(1, "insult", 0.3)
    second_opinions(db, _rate, lower=False)
    assert _bands(db, 1) == [0, 1, 1, 2]
    veils.choose(1, "insult", 0.005)
    second_opinions(db, _rate, lower=False)
    assert _bands(db, 1) == [1, 1, 1, 2]


@pytest.mark.parametrize("band", [Band.S2, Band.S3, Band.S4])
def test_what_is_abusive_is_veiled_whatever_is_chosen(band: Band):
    never = {each: dict.fromkeys(LABELS, 1.0) for each in Band}
    assert with_points(band, dict.fromkeys(LABELS, 0.9), never) == Band.S1
    assert with_points(band, dict.fromkeys(LABELS, 0.0), {}) == Band.S1


@pytest.mark.parametrize(
    ("band", "label", "point", "bands"),
    [
        (Band.S2, "insult", 0.2, [0, 2, 2, 2]),
        (Band.S2, "insult", 0.8, [0, 1, 1, 2]),
        (Band.S3, "insult", 0.9, [0, 1, 1, 3]),
        (Band.S4, "insult", 0.5, [0, 1, 1, 4]),
    ],
)
def test_every_band_begins_where_the_agency_says(
    db: Db, veils: Veils, band: Band, label: str, point: float, bands: list[int]
):
    veils.choose(1, label, point, band)
    rate_waiting(db, _rate)
    assert _bands(db, 1) == bands
    assert _bands(db, 2) == [0, 1, 1, 2]
    (effect,) = [each for each in veils.preview(1, label, band) if each.now]
    assert (effect.point, effect.bands) == (point, tuple(bands.count(each) for each in Band))


def test_a_harsher_band_never_begins_under_a_milder_one(veils: Veils):
    for label, point, band, said in (
        ("insult", 0.6, Band.S1, "S1 would begin above S2. S2 begins at 0.5"),
        ("insult", 0.4, Band.S3, "S3 would begin under S2. S2 begins at 0.5"),
        ("threat", 0.2, Band.S4, "S4 would begin under S3. S3 begins at 0.3"),
        ("threat", 0.04, Band.S3, "S3 would begin under S1. S1 begins at 0.05"),
    ):
        with pytest.raises(BadInput) as refused:
            veils.choose(1, label, point, band)
        assert said in refused.value.sentence()
        assert "Choose 0." in refused.value.sentence()
    veils.choose(1, "insult", 0.5, Band.S3)  # where S2 begins: then there is no S2 of it
    veils.choose(1, "insult", 0.4, Band.S2)
    veils.choose(1, "insult", 0.45, Band.S3)
    with pytest.raises(BadInput, match="S2 would begin above S3"):
        veils.choose(1, "insult", None, Band.S2)  # it ships at 0.5


@pytest.mark.parametrize(("band", "points"), THRESHOLDS)
def test_what_ships_as_harsh_can_be_moved_up_only_so_far(veils: Veils, band: Band, points: dict[str, float]):
    for label, ships in points.items():
        most = max(each.point for each in veils.preview(1, label, band) if each.point is not None)
        assert ships < most < 0.95
    with pytest.raises(BadInput, match="as high as that"):
        veils.choose(1, "threat", 0.95, Band.S4)


def test_what_is_offered_is_what_may_be_chosen(veils: Veils):
    for band in (Band.S1, Band.S2, Band.S3, Band.S4):
        for label in LABELS:
            offered = [each.point for each in veils.preview(1, label, band)]
            assert (None in offered) == (label not in shipped()[band])
            for point in offered:
                veils.choose(1, label, point, band)
                veils.choose(1, label, None, band)


def test_where_the_policy_says_so_nobody_moves_a_band(db: Db, veils: Veils):
    locked = Veils(db, Who("otter", "desk"), locked=True)
    assert veils.may_choose()
    assert not locked.may_choose()
    with pytest.raises(NotAllowed) as refused:
        locked.choose(1, "insult", 0.3)
    assert "change_bands is off" in refused.value.sentence()
    assert len(locked.preview(1, "insult")) > 3  # it may be looked at


def test_the_preview_says_what_each_point_would_have_done_on_the_last_days(
    db: Db, veils: Veils, clock: HandClock
):
    rate_waiting(db, _rate)
    _decide(db, {"When will the bridge open?": "keep", "You pumpkin": "keep", "You turnip": "hide"})
    by_point = {effect.point: effect for effect in veils.preview(1, "insult")}
    now = by_point[shipped_points()["insult"]]
    assert (now.now, now.veiled, now.kept_veiled, now.acted_bare) == (True, 0.75, 0.5, 0.0)
    looser = by_point[0.3]
    assert (looser.now, looser.veiled, looser.kept_veiled, looser.acted_bare) == (False, 0.5, 0.0, 0.0)
    assert looser.bands == (2, 1, 1, 0, 0)
    loosest = by_point[0.5]
    assert (loosest.veiled, loosest.kept_veiled, loosest.acted_bare) == (0.25, 0.0, 1.0)
    with db.transaction():
        db.run("UPDATE card SET since_us = since_us - :days", days=31 * 24 * 3_600_000_000)
    assert {effect.veiled for effect in veils.preview(1, "insult")} == {None}


def _decide(db: Db, verdicts: dict[str, str]) -> None:
    """As a moderator did before, on the first account."""
    with db.transaction():
        for n, (text, verdict) in enumerate(verdicts.items(), start=1):
            (card,) = db.column(
                "SELECT card_id FROM comment WHERE account_id = 1 AND text LIKE :text", text=f"{text}%"
            )
            db.run(
                """INSERT INTO claim (card_id, person, desk, card_version, boot, started_us, lease_us, at_us, ended_us,
                  end_reason) VALUES (:card, 'otter', 'd', 1, 'b', 0, 0, 0, 0, 'decided')""",
                card=card,
            )
            db.run(
                """INSERT INTO decision (card_id, claim_id, request_id, person, verdict, seen, copies, boot, boot_us, at_us)
                VALUES (:card, :claim, :request, 'otter', :verdict, 'unread', 1, 'b', 0, 0)""",
                card=card,
                claim=n,
                request=str(n),
                verdict=verdict,
            )


@pytest.mark.parametrize(
    ("account", "label", "point"),
    [(1, "insult", 0.0), (1, "insult", 1.5), (1, "rudeness", 0.5), (9, "insult", 0.5)],
)
def test_what_makes_no_sense_is_refused(veils: Veils, account: int, label: str, point: float):
    with pytest.raises(BadInput):
        veils.choose(account, label, point)


def test_cards_of_a_rehearsal_keep_their_staged_band(db: Db, veils: Veils):
    veils.choose(1, "insult", 0.005)
    staged = [Score({"insult": 0.02}, "rehearsal 1", Band.S0, "en")]
    rate_waiting(db, lambda texts: staged * len(texts))
    assert _bands(db, 1) == [0, 0, 0, 0]
    assert cards.line(db, 10).waiting == 8


def test_a_policy_file_locks_the_bands_of_a_desk(tmp_path: Path, clock: HandClock):
    policy = tmp_path / "policy.toml"
    policy.write_text("change_bands = false\n")
    loaded = load(tmp_path / "settings.toml", policy)
    assert "change_bands" in loaded.locked
    folder = tmp_path / "desk"
    folder.mkdir(mode=0o700)
    console = open_console(Home(folder, False, "ann", "desk-1", ""), os.urandom(32), clock, loaded.settings)
    try:
        assert not console.veils.may_choose()
    finally:
        console.close()
