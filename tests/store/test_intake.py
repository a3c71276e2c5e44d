"""What happens to comments on their way in: copies, edits, disappearances, returns."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from moderator.comments import Batch, Gone, GoneReason, SetAside
from moderator.decisions import Verdict
from moderator.problems import EditedMeanwhile
from moderator.scores import Band
from moderator.store import cards, comments
from moderator.store.comments import Stored
from moderator.store.db import Db
from tests.store.desks import Desks, card_of, claim, claimed, comment, decide, gather, score, state_of


def test_the_same_page_twice_changes_nothing(db: Db, account: int) -> None:
    page = [comment(n, f"You absolute turnip {n}") for n in range(5)]
    assert gather(db, account, page, cursor="a") == Stored(new=5, cards=5)
    before = db.query("SELECT * FROM comment ORDER BY id")
    assert gather(db, account, page, cursor="b") == Stored(unchanged=5)
    assert db.query("SELECT * FROM comment ORDER BY id") == before
    assert comments.bookmarks(db, account) == {"main": "b"}


def test_a_page_and_its_bookmark_are_stored_together_or_not_at_all(db: Db, account: int) -> None:
    batch = Batch((comment(1, "hello"),), cursor="a")

    def pulled_plug() -> None:
        with db.transaction():
            comments.save_batch(db, account, batch, "test")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pulled_plug()
    assert comments.bookmarks(db, account) == {}
    assert db.query("SELECT * FROM comment") == []


def test_exact_copies_are_one_card(db: Db, account: int) -> None:
    texts = ["You absolute turnip", "  You absolute\n\tturnip ", "You absolute turnip"]
    stored = gather(db, account, [comment(n, text, author=f"a{n}") for n, text in enumerate(texts)])
    assert (stored.new, stored.cards) == (3, 1)
    gather(db, account, [comment(9, "You absolute turnip", author="a0")])
    (card,) = cards.line(db, 10).cards
    assert (card.copies, card.authors) == (4, 3)


def test_composed_and_decomposed_letters_are_the_same_text(db: Db, account: int) -> None:
    gather(db, account, [comment(1, "caf\u00e9"), comment(2, "cafe\u0301")])
    assert card_of(db, 1) == card_of(db, 2)


def test_blank_comments_are_cards_of_their_own(db: Db, account: int) -> None:
    gather(db, account, [comment(1, ""), comment(2, "   "), comment(3, "")])
    assert len({card_of(db, n) for n in (1, 2, 3)}) == 3


def test_a_copy_of_something_decided_is_asked_about_again(db: Db, account: int) -> None:
    gather(db, account, [comment(1, "You absolute turnip")])
    decide(db, claimed(db))
    assert gather(db, account, [comment(2, "You absolute turnip")]).cards == 1
    assert state_of(db, card_of(db, 1)) == "decided"
    assert state_of(db, card_of(db, 2)) == "waiting"


def test_our_own_posts_are_context_and_never_queued(db: Db, account: int) -> None:
    assert gather(db, account, [comment(1, "Roadworks on Monday", own=True)]) == Stored()
    assert cards.counts(db)["waiting"] == 0


def test_an_edit_of_a_lone_comment_makes_its_reader_look_again(db: Db, account: int) -> None:
    gather(db, account, [comment(1, "You absolute turnip")])
    score(db, card_of(db, 1), Band.S0)
    held = claimed(db)
    assert gather(db, account, [comment(1, "You utter cabbage", version="v2")]).edited == 1
    with pytest.raises(EditedMeanwhile):
        decide(db, held)
    card = cards.one_card(db, held.card_id)
    assert card is not None
    assert (card.band, card.text, card.unchecked, card.version) == (None, None, "waiting", 2)
    again = claimed(db)
    assert (again.id, again.card_version) == (held.id, 2)
    decide(db, again)


def test_a_new_version_of_the_same_text_also_asks_to_look_again(db: Db, account: int) -> None:
    gather(db, account, [comment(1, "You absolute turnip")])
    held = claimed(db)
    gather(db, account, [comment(1, "You absolute turnip", version="v2")])
    with pytest.raises(EditedMeanwhile):
        decide(db, held)


def test_an_edited_copy_leaves_its_card_and_the_others_are_decided_without_it(db: Db, account: int) -> None:
    gather(db, account, [comment(n, "You absolute turnip") for n in (1, 2, 3)])
    held = claimed(db)
    stored = gather(db, account, [comment(1, "Thanks for the update", version="v2")])
    assert (stored.edited, stored.cards) == (1, 1)
    assert decide(db, held).copies == 2
    assert state_of(db, card_of(db, 1)) == "waiting"
    acted = db.query("SELECT c.native_id FROM outbox o JOIN comment c ON c.id = o.comment_id ORDER BY o.id")
    assert [row["native_id"] for row in acted] == ["2", "3"]


def test_an_edit_after_the_decision_comes_back_into_the_queue(db: Db, account: int) -> None:
    gather(db, account, [comment(1, "Thanks for the update")])
    decided = decide(db, claimed(db), Verdict.KEEP)
    gather(db, account, [comment(1, "You absolute turnip", version="v2")])
    assert card_of(db, 1) != decided.card_id
    assert state_of(db, card_of(db, 1)) == "waiting"
    old = cards.one_card(db, decided.card_id)
    assert old is not None
    assert old.text is None, "a decided calm card must not show the words that came later"


def test_an_edit_into_a_known_text_joins_its_card(db: Db, account: int) -> None:
    gather(db, account, [comment(1, "You absolute turnip"), comment(2, "Something else")])
    empty = card_of(db, 2)
    assert gather(db, account, [comment(2, "You absolute turnip", version="v2")]).cards == 0
    assert card_of(db, 2) == card_of(db, 1)
    assert state_of(db, empty) == "gone"
    assert [card.copies for card in cards.line(db, 10).cards] == [2]


def test_every_revision_keeps_the_bytes_of_the_platform(db: Db, account: int) -> None:
    gather(db, account, [comment(1, "first")])
    gather(db, account, [comment(1, "second", version="v2")])
    found = db.query("SELECT id FROM comment")[0]["id"]
    assert [(number, raw) for number, _, raw in comments.raw_of(db, found)] == [(1, b"first"), (2, b"second")]


def test_the_same_id_twice_in_one_page_is_an_edit(db: Db, account: int) -> None:
    page = [comment(1, "first"), comment(1, "second", version="v2"), comment(1, "second", version="v2")]
    assert gather(db, account, page) == Stored(new=1, edited=1, unchanged=1, cards=1)


def test_what_is_gone_from_its_platform_leaves_the_queue(db: Db, account: int) -> None:
    gather(db, account, [comment(1, "You absolute turnip"), comment(2, "You absolute turnip")])
    card = card_of(db, 1)
    assert gather(db, account, [], gone=[Gone("1", GoneReason.DELETED)]).gone == 1
    assert state_of(db, card) == "waiting"
    gather(db, account, [], gone=[Gone("2", GoneReason.TAKEN_DOWN), Gone("unknown", GoneReason.DELETED)])
    assert state_of(db, card) == "gone"
    assert gather(db, account, [], gone=[Gone("2", GoneReason.DELETED)]).gone == 0


def test_a_card_that_vanishes_while_open_says_look_again_and_leaves_when_given_back(
    db: Db, account: int
) -> None:
    gather(db, account, [comment(1, "You absolute turnip")])
    held = claimed(db)
    gather(db, account, [], gone=[Gone("1", GoneReason.DELETED)])
    with pytest.raises(EditedMeanwhile):
        decide(db, held)
    assert claim(db) is None
    assert state_of(db, held.card_id) == "gone"


def test_a_new_copy_on_an_open_card_whose_copies_all_left_stands_for_it(db: Db, account: int) -> None:
    gather(db, account, [comment(1, "You absolute turnip", author="ann"), comment(9, "Something else")])
    held = claimed(db)
    gather(db, account, [comment(1, "Something else", version="v2")])
    gather(db, account, [comment(2, "You absolute turnip", author="bob")])
    card = cards.one_card(db, held.card_id)
    assert card is not None
    assert (card.author, card.copies) == ("bob", 1)
    with pytest.raises(EditedMeanwhile):
        decide(db, held)


def test_what_only_we_cannot_see_stays_in_the_queue(db: Db, account: int) -> None:
    gather(db, account, [comment(1, "You absolute turnip")])
    gather(db, account, [], gone=[Gone("1", GoneReason.NOT_VISIBLE_TO_US)])
    assert state_of(db, card_of(db, 1)) == "waiting"
    assert db.query("SELECT gone_us, gone_reason FROM comment") == [
        {"gone_us": None, "gone_reason": "not_visible_to_us"}
    ]


def test_a_comment_that_comes_back_is_asked_about_unless_it_was_decided(db: Db, account: int) -> None:
    page = [comment(1, "You absolute turnip"), comment(2, "You utter cabbage")]
    gather(db, account, page)
    decide(db, claimed(db))
    gather(db, account, [], gone=[Gone("1", GoneReason.DELETED), Gone("2", GoneReason.DELETED)])
    gather(db, account, page)
    assert state_of(db, card_of(db, 1)) == "decided"
    assert state_of(db, card_of(db, 2)) == "waiting"


def test_a_comment_that_comes_back_joins_the_copies_that_came_meanwhile(db: Db, account: int) -> None:
    gather(db, account, [comment(1, "You absolute turnip")])
    gather(db, account, [], gone=[Gone("1", GoneReason.DELETED)])
    gather(db, account, [comment(2, "You absolute turnip")])
    gather(db, account, [comment(1, "You absolute turnip")])
    assert card_of(db, 1) == card_of(db, 2)
    (card,) = cards.line(db, 10).cards
    assert card.copies == 2


def test_what_was_said_before_is_known_by_id_and_bytes(db: Db, account: int) -> None:
    for text in ("first", "second"):
        gather(db, account, [comment("a", text), comment("b", "other")])
    said = comments.said_before(db, account, {"a", "c"})
    assert said == {("a", sha256(text.encode()).hexdigest()) for text in ("first", "second")}
    assert comments.said_before(db, account + 1, {"a"}) == set()
    assert comments.said_before(db, account, set()) == set()


def test_what_cannot_be_read_is_set_aside_once(db: Db, account: int) -> None:
    batch = Batch(set_aside=(SetAside("line 7", "It has no text.", b"\xff\xfe"),), cursor="a")
    for expected in (1, 0):
        with db.transaction():
            assert comments.save_batch(db, account, batch, "comments.csv").set_aside == expected
    (entry,) = comments.quarantine(db)
    assert (entry["place"], entry["why"]) == ("line 7", "It has no text.")


def test_an_absurd_id_is_set_aside_and_the_others_go_on(db: Db, account: int) -> None:
    stored = gather(db, account, [comment("x" * 5000, "one"), comment(2, "two", parent_id="y" * 9000)])
    assert (stored.new, stored.set_aside) == (1, 1)


def test_a_time_without_a_zone_is_no_time(db: Db, account: int) -> None:
    naive = datetime(2026, 1, 1)
    gather(
        db, account, [comment(1, "x", posted_at=naive), comment(2, "y", posted_at=naive.replace(tzinfo=UTC))]
    )
    rows = db.query("SELECT posted_us FROM comment ORDER BY native_id")
    assert [row["posted_us"] for row in rows] == [None, 1_767_225_600_000_000]


def test_the_oldest_look_is_looked_at_again_first(db: Db, account: int, desks: Desks) -> None:
    gather(db, account, [comment(1, "one"), comment(2, "two")])
    desks.clock.pass_(minutes=1)
    gather(db, account, [comment(3, "three"), comment(1, "one")])
    assert next(iter(comments.to_recheck(db, account, 10))) == "2"
    assert set(comments.to_recheck(db, account, 10)) == {"1", "2", "3"}


def test_the_thread_shows_our_posts_and_calm_comments_and_no_other_words(db: Db, account: int) -> None:
    gather(
        db,
        account,
        [
            comment("top", "Roadworks on Monday", own=True),
            comment("calm", "Which street?", parent_id="top"),
            comment("harsh", "You absolute turnip", parent_id="calm"),
            comment("open", "And you too", parent_id="harsh"),
            comment("below1", "Be kind", parent_id="open"),
            comment("below2", "No", parent_id="open"),
        ],
    )
    score(db, card_of(db, "calm"), Band.S0)
    score(db, card_of(db, "harsh"), Band.S2)
    score(db, card_of(db, "below1"), Band.S0)
    above, below = comments.context(db, cards.exemplar(db, card_of(db, "open")))
    assert [each.text for each in above] == ["Roadworks on Monday", "Which street?", None]
    assert [each.text for each in below] == ["Be kind", None]


def test_a_thread_that_bites_its_tail_ends(db: Db, account: int) -> None:
    gather(db, account, [comment(1, "one", parent_id="2"), comment(2, "two", parent_id="1")])
    above, _ = comments.context(db, cards.exemplar(db, card_of(db, 1)))
    assert len(above) == comments.ABOVE


def test_the_authors_record_says_what_happened_here(db: Db, account: int) -> None:
    gather(db, account, [comment(n, f"You turnip {n}", author="bob") for n in range(5)])
    for verdict in (Verdict.HIDE, Verdict.KEEP, Verdict.HIDE, Verdict.ESCALATE):
        decide(db, claimed(db), verdict)
    found = db.query("SELECT min(id) AS id FROM comment")[0]["id"]
    record = comments.author_record(db, found)
    assert (record.author, record.comments, record.acted_on) == ("bob", 5, 2)
    assert [past.verdict for past in record.last] == [Verdict.ESCALATE, Verdict.HIDE, Verdict.KEEP]
