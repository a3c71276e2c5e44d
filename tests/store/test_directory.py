"""The staff directory and what people leave out, on every store."""

from __future__ import annotations

from moderator.store import claims, directory, wishes, wordings
from moderator.store.db import Db
from moderator.store.directory import Form
from moderator.store.wishes import Wish
from tests.store.desks import card_of, claim, comment, gather, score

ANNA = Form("name", "", 2, "f" * 32, "a" * 32)
AT = Form("at", "bluesky", 1, "", "b" * 32)


def add(db: Db, person: str = "", *forms: Form) -> int:
    with db.transaction():
        return directory.add(
            db,
            forms or (ANNA,),
            key_id="k",
            kind="person",
            person=person,
            team="",
            names=1,
            handles=0,
            who="otter",
        )


def test_an_entry_is_kept_found_again_and_removed_with_what_it_found(db: Db, account: int):
    assert directory.generation(db) == 0
    entry = add(db, "p1", ANNA, AT)
    assert directory.generation(db) == 1
    assert sorted(directory.forms(db, "k")) == [(entry, AT), (entry, ANNA)]
    assert directory.forms(db, "other") == []
    assert directory.same(db, [ANNA.digest, AT.digest], kind="person", person="p1") == entry
    assert directory.same(db, [ANNA.digest, "c" * 32], kind="person", person="p1") is None
    assert directory.entries_of(db, "p1") == {entry}
    assert directory.persons_of(db, [entry]) == {"p1"}
    gather(db, account, [comment(1, "one"), comment(2, "two")])
    one = card_of(db, "1")
    with db.transaction():
        assert len(directory.to_seek(db, 1, 10)) == 2
        (text,) = directory.texts_of(db, [one])
        directory.save_named(db, text.text_key, [entry, 9999])
        directory.sought(db, [one], 1)
    assert len(directory.to_seek(db, 1, 10)) == 1
    assert directory.naming(db, [one, card_of(db, "2")]) == {one: {entry}}
    assert directory.named_in(db, text.text_key) == {entry}
    assert len(directory.platforms_of(db, one)) == 1
    with db.transaction():
        assert directory.remove(db, entry)
        assert not directory.remove(db, entry)
    assert directory.naming(db, [one]) == {}
    assert len(directory.to_seek(db, directory.generation(db), 10)) == 2


def test_what_names_a_person_is_claimed_by_others_alone(db: Db, account: int):
    entry = add(db, "p1")
    gather(db, account, [comment(1, "one")])
    card = card_of(db, "1")
    with db.transaction():
        (text,) = directory.texts_of(db, [card])
        directory.save_named(db, text.text_key, [entry])
    assert claim(db, "p1") is None
    with db.transaction():
        mine = claims.claim(db, "p1", "d1", about_me=True)
        assert mine is not None
        claims.release(db, mine.id)
    assert claim(db, "p2") is not None


def test_a_name_in_one_wording_keeps_the_whole_card_away(db: Db, account: int):
    entry = add(db, "p1")
    gather(db, account, [comment(1, "you turnip"), comment(2, "you turnip anna")])
    head, other = card_of(db, "1"), card_of(db, "2")
    for card in (head, other):
        score(db, card, None)
    with db.transaction():
        (text,) = directory.texts_of(db, [other])
        directory.save_named(db, text.text_key, [entry])
        directory.sought(db, [head, other], 1)
        db.run("UPDATE card SET unchecked = 'language' WHERE id IN (:a, :b)", a=head, b=other)
        assert wordings.join(db, head, other, fits=lambda one, two: True)
    assert claim(db, "p1") is None
    assert directory.naming(db, [head]) == {head: {entry}}
    assert directory.to_seek(db, 1, 10) == [head]
    with db.transaction():
        assert len(directory.texts_of(db, [head])) == 2


def test_categories_that_were_left_out_are_not_claimed(db: Db, account: int):
    gather(db, account, [comment(1, "one")])
    with db.transaction():
        db.run("UPDATE card SET band = 3, category = 'threat', unchecked = NULL, scored = 1")
        assert claims.claim(db, "p1", "d1", left_out=["insult", "threat"]) is None
        db.run("UPDATE card SET band = 0")
        assert claims.claim(db, "p1", "d1", left_out=["threat"]) is not None


def test_wishes_are_kept_changed_and_forgotten(db: Db):
    with db.transaction():
        wishes.keep(db, "p1", Wish("threat", None, None))
        wishes.keep(db, "p1", Wish("severe", 5, 7))
        wishes.keep(db, "p1", Wish("threat", 6, None))
    assert wishes.of(db, "p1") == [Wish("severe", 5, 7), Wish("threat", 6, None)]
    assert wishes.of(db, "p2") == []
    with db.transaction():
        wishes.forget(db, "p1", ["threat", "insult"])
    assert wishes.of(db, "p1") == [Wish("severe", 5, 7)]
