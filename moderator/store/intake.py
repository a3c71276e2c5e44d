"""One page of a gathering goes in whole: comments, their raw bytes, their cards, and the bookmark.

The same page twice changes nothing. Exact copies share one open card. An edited comment leaves its card and
finds one for its new text; one that is gone from its platform leaves the queue; one that comes back returns.
"""

from __future__ import annotations

import hashlib
import secrets
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from moderator.clock import to_us
from moderator.comments import Batch, Comment, Gone, GoneReason, SetAside
from moderator.store import audits, wordings
from moderator.store.base import Db, Row, as_list
from moderator.store.texts import ID_BYTES, short_id, size_bucket, storable, text_key


@dataclass(frozen=True, slots=True)
class Stored:
    """What a batch came to. `new` counts the public's comments only, `cards` the cards that are new."""

    new: int = 0
    edited: int = 0
    unchanged: int = 0
    gone: int = 0
    set_aside: int = 0
    cards: int = 0


def save_batch(db: Db, account_id: int, batch: Batch, source: str) -> Stored:
    """Store one page and its cursor. Inside the caller's transaction, once for each page.

    `source` names where the page came from, for the quarantine ("bluesky", the name of a file). A comment
    that cannot be stored at all is set aside; the others go on.
    """
    db.alone("gather")  # two batches must not both make the one open card of a text
    intake = _Intake(db, account_id, source, db.wall_us())
    for part in _each_once(batch.comments):
        intake.take(part)
    intake.take_gone(batch.gone)
    intake.put_aside(batch.set_aside)
    intake.recount()
    if batch.cursor:
        db.run(
            _BOOKMARK, account=account_id, stream=batch.stream, cursor=storable(batch.cursor), at=intake.now
        )
    return Stored(**intake.count)


_BOOKMARK = """INSERT INTO bookmark (account_id, stream, cursor, at_us)
VALUES (:account, :stream, :cursor, :at)
ON CONFLICT (account_id, stream) DO UPDATE SET cursor = excluded.cursor, at_us = excluded.at_us"""


def _each_once(comments: Sequence[Comment]) -> Iterator[list[Comment]]:
    """The same id twice in a page: the later one is an edit of the earlier one, and comes after it."""
    rest = list(comments)
    while rest:
        first: dict[str, Comment] = {}
        later = []
        for comment in rest:
            if first.setdefault(comment.native_id, comment) is not comment:
                later.append(comment)
        yield list(first.values())
        rest = later


@dataclass(slots=True)
class _Intake:
    db: Db
    account_id: int
    source: str
    now: int
    count: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("new", "edited", "unchanged", "gone", "set_aside", "cards"), 0)
    )
    thinner: set[int] = field(default_factory=set)  # cards that lost a copy, or may have got one back

    def take(self, comments: Iterable[Comment]) -> None:
        rows = [self._row(comment) for comment in comments]
        rows = [row for row in rows if self._fits(row)]
        if not rows:
            return
        known = {row["native_id"]: row for row in self._known(rows)}
        new: list[Row] = []
        edited: list[tuple[Row, Row]] = []
        same: list[tuple[Row, Row]] = []
        for row in rows:
            had = known.get(row["native_id"])
            if had is None:
                new.append(row)
                continue
            row |= {"id": had["id"], "revision": had["revision"], "card_id": had["card_id"]}
            moved = (had["version"], had["text"]) != (row["version"], row["text"])
            (edited if moved else same).append((row, had))
        open_cards = self._open_cards([*new, *(row for row, _ in edited), *(row for row, _ in same)])
        self._same(same, open_cards)
        self._edited(edited, open_cards)
        self._new(new, open_cards)

    def _row(self, comment: Comment) -> Row:
        text = storable(comment.text)
        return {
            "account_id": self.account_id,
            "native_id": storable(comment.native_id),
            "version": storable(comment.version),
            "revision": 1,
            "kind": storable(comment.kind),
            "own": int(comment.own),
            "author_id": short_id(comment.author_id),
            "author": storable(comment.author),
            "author_name": storable(comment.author_name),
            "text": text,
            "text_key": None if comment.own else text_key(text),
            "size": size_bucket(text),
            "posted_us": _us(comment.posted_at),
            "edited_us": _us(comment.edited_at),
            "url": None if comment.url is None else storable(comment.url),
            "root_id": None if comment.root_id is None else short_id(comment.root_id),
            "parent_id": None if comment.parent_id is None else short_id(comment.parent_id),
            "now": self.now,
            "card_id": None,
            "raw": comment.raw,
        }

    def _fits(self, row: Row) -> bool:
        if len(row["native_id"].encode("utf-8")) <= ID_BYTES:
            return True
        why = f"Its id on the platform is longer than {ID_BYTES} bytes."
        self.put_aside([SetAside(row["native_id"][:80], why, row["raw"])])
        return False

    def _known(self, rows: Sequence[Row]) -> list[Row]:
        return self.db.query(
            f"""SELECT id, native_id, version, revision, text, text_key, card_id, gone_us FROM comment
            WHERE account_id = :account AND native_id IN ({self.db.among("ids", "text")})""",
            account=self.account_id,
            ids=as_list(row["native_id"] for row in rows),
        )

    def _open_cards(self, rows: Sequence[Row]) -> dict[str, int]:
        """Open cards by text, held still until the transaction ends: nobody decides them now."""
        found = wordings.homes(self.db, {row["text_key"] for row in rows if row["text_key"] is not None})
        # open, and its copies all left, or those of one of its wordings
        self.thinner |= {home.id for home in found.values() if home.several or not home.copies}
        return {key: home.id for key, home in found.items()}

    def _new(self, rows: Sequence[Row], open_cards: dict[str, int]) -> None:
        for row, comment_id in zip(rows, self.db.new_ids("comment", len(rows)), strict=True):
            row["id"] = comment_id
        self._give_cards([row for row in rows if not row["own"]], open_cards)
        self.db.many(_ADD, rows)
        self._keep_raw(rows)
        self.count["new"] += sum(not row["own"] for row in rows)

    def _give_cards(self, rows: Sequence[Row], open_cards: dict[str, int]) -> None:
        """Let each row join the open card of its text, or make one."""
        fresh: dict[int, Row] = {}
        more: dict[int, int] = {}
        ids = iter(self.db.new_ids("card", len(rows)) if rows else ())
        for row in rows:
            key = row["text_key"]
            card_id = open_cards.get(key) if key is not None else None
            if card_id is None:
                card_id = next(ids)
                fresh[card_id] = {"id": card_id, "text_key": key, "exemplar": row["id"], "now": self.now}
                fresh[card_id]["copies"] = 0
                if key is not None:
                    open_cards[key] = card_id
            row["card_id"] = card_id
            if card_id in fresh:
                fresh[card_id]["copies"] += 1
            else:
                more[card_id] = more.get(card_id, 0) + 1
        self.db.many(_ADD_CARD, fresh.values())
        self.db.many(
            "UPDATE card SET copies = copies + :more, grown = 1 WHERE id = :id",
            [{"id": card_id, "more": more[card_id]} for card_id in sorted(more)],
        )
        self.count["cards"] += len(fresh)

    def _keep_raw(self, rows: Sequence[Row]) -> None:
        salts = secrets.token_bytes(16 * len(rows))
        self.db.many(
            """INSERT INTO raw (comment_id, revision, sha256, salt, body, at_us)
            VALUES (:id, :revision, :sha256, :salt, :body, :now)""",
            (
                {
                    "id": row["id"],
                    "revision": row["revision"],
                    "sha256": hashlib.sha256(row["raw"]).hexdigest(),
                    "salt": salts[16 * n : 16 * n + 16],
                    "body": zlib.compress(row["raw"], 3),
                    "now": self.now,
                }
                for n, row in enumerate(rows)
            ),
        )

    def _same(self, pairs: Sequence[tuple[Row, Row]], open_cards: dict[str, int]) -> None:
        self.db.run(
            f"""UPDATE comment SET checked_us = :now, gone_reason = NULL
            WHERE id IN ({self.db.among("ids", "int")})""",
            now=self.now,
            ids=as_list(row["id"] for row, _ in pairs),
        )
        for row, had in pairs:
            if had["gone_us"] is not None:
                self._back(row, open_cards)
        self.count["unchanged"] += len(pairs)

    def _back(self, row: Row, open_cards: dict[str, int]) -> None:
        """It was gone, and is here again: back into the queue unless it was decided before it went."""
        self.db.run("UPDATE comment SET gone_us = NULL, gone_reason = NULL WHERE id = :id", id=row["id"])
        card = self._hold(row["card_id"])
        if card is None:
            return
        self.thinner.add(card["id"])
        key, state = row["text_key"], card["state"]
        home: int = card["id"] if key is None else open_cards.get(key, int(card["id"]))
        if state == "decided":
            return
        if home != card["id"]:
            self.thinner.add(home)
        elif state == "gone":
            self.db.run(
                "UPDATE card SET state = 'waiting', version = version + 1, text_key = :key, joined = NULL WHERE id = :id",
                key=key,
                id=home,
            )
            wordings.only(self.db, home, key)
            if key is not None:
                open_cards[key] = home
        elif (
            key != card["text_key"] and open_cards.get(key or "") != home
        ):  # the card has another text by now
            self._give_cards([row], open_cards)
            home = row["card_id"]
        self.db.run("UPDATE comment SET card_id = :card WHERE id = :id", card=home, id=row["id"])

    def _edited(self, pairs: Sequence[tuple[Row, Row]], open_cards: dict[str, int]) -> None:
        for row, had in pairs:
            row["revision"] = had["revision"] + 1
            self._find_card(row, had, open_cards)
        self.db.run(
            f"""INSERT INTO past_text (comment_id, revision, text, text_key)
            SELECT id, revision, text, text_key FROM comment WHERE id IN ({self.db.among("ids", "int")})
            ON CONFLICT DO NOTHING""",
            ids=as_list(row["id"] for row, _ in pairs),
        )
        self.db.many(_EDIT, [row for row, _ in pairs])
        audits.words_changed(self.db, [row["id"] for row, _ in pairs])
        self._keep_raw([row for row, _ in pairs])
        self.count["edited"] += len(pairs)

    def _find_card(self, row: Row, had: Row, open_cards: dict[str, int]) -> None:
        card = self._hold(row["card_id"])
        if row["own"]:
            row["card_id"] = None
            if card is not None:
                self.thinner.add(card["id"])
            return
        open_ = card is not None and card["state"] in ("waiting", "claimed")
        same_text = row["text_key"] is not None and row["text_key"] == had["text_key"]
        if card is not None and same_text and card["state"] != "gone":
            if open_ and card["exemplar"] == row["id"]:
                self._renew(card["id"], row["text_key"])
            self.thinner.add(card["id"])
            return
        alone = card is not None and card["copies"] == 1 and had["gone_us"] is None
        if card is not None and open_ and alone and row["text_key"] not in open_cards:
            self._renew(card["id"], row["text_key"])
            wordings.only(self.db, card["id"], row["text_key"])
            for key in [key for key, at in open_cards.items() if at == card["id"]]:
                del open_cards[key]
            if row["text_key"] is not None:
                open_cards[row["text_key"]] = card["id"]
            return
        if card is not None:
            self.thinner.add(card["id"])
        self._give_cards([row], open_cards)

    def _renew(self, card_id: int, key: str | None) -> None:
        """The card's text is another one: whoever reads it must look again, and it is not scored any more. It keeps
        its place until it is: an edit is no way to the end of the line.
        """
        self.db.run(
            """UPDATE card SET text_key = :key, version = version + 1, scored = 0, tries = 0, band = NULL,
            unchecked = 'waiting', category = '', sure = 0, labels = '{}', model = '', language = '', because = '',
            taken = '', allowed = 0, names_sought = 0
            WHERE id = :id""",
            key=key,
            id=card_id,
        )

    def _hold(self, card_id: int | None) -> Row | None:
        return self.db.one(
            f"SELECT id, state, copies, exemplar, text_key FROM card WHERE id = :id {self.db.for_update}",
            id=card_id,
        )

    def take_gone(self, gone: Sequence[Gone]) -> None:
        for each in gone:
            had = self.db.one(
                "SELECT id, card_id FROM comment WHERE account_id = :account AND native_id = :native",
                account=self.account_id,
                native=storable(each.native_id),
            )
            if had is None:
                continue
            if had["card_id"] is not None:
                self._hold(had["card_id"])
            left = (
                each.reason is not GoneReason.NOT_VISIBLE_TO_US
            )  # our own block hides it; it is still there
            self.count["gone"] += self.db.run(
                """UPDATE comment SET gone_us = :gone, gone_reason = :reason, checked_us = :now
                WHERE id = :id AND gone_us IS NULL""",
                gone=self.now if left else None,
                reason=each.reason.value,
                now=self.now,
                id=had["id"],
            ) * int(left)
            if left and had["card_id"] is not None:
                self.thinner.add(had["card_id"])
            if left:
                audits.left(self.db, [had["id"]])

    def put_aside(self, entries: Iterable[SetAside]) -> None:
        for entry in entries:
            self.count["set_aside"] += self.db.run(
                """INSERT INTO set_aside (account_id, source, place, why, sha256, body, at_us)
                VALUES (:account, :source, :place, :why, :sha256, :body, :now) ON CONFLICT DO NOTHING""",
                account=self.account_id,
                source=short_id(self.source)[:500],
                place=short_id(entry.where)[:500],
                why=storable(entry.why),
                sha256=hashlib.sha256(entry.raw).hexdigest(),
                body=zlib.compress(entry.raw, 3),
                now=self.now,
            )

    def recount(self) -> None:
        """Set right the cards that lost copies: their number, their exemplar, and whether they still wait."""
        if not self.thinner:
            return
        cards = as_list(sorted(self.thinner))
        among = self.db.among("cards", "int")
        wordings.recount(self.db, self.thinner)
        self.db.run(
            f"""UPDATE card SET state = CASE state WHEN 'waiting' THEN 'gone' ELSE state END,
              version = version + 1
            WHERE id IN ({among}) AND copies = 0 AND state IN ('waiting', 'claimed')""",
            cards=cards,
        )


def _us(moment: datetime | None) -> int | None:
    """None also for a time without its zone: better none than a wrong one."""
    return None if moment is None or moment.tzinfo is None else to_us(moment)


# Until it has a score, and its place with that, a card stands as if it were calm and due at once.
_ADD_CARD = """INSERT INTO card (id, text_key, exemplar, copies, since_us, priority)
VALUES (:id, :text_key, :exemplar, :copies, :now, -:now)"""

_ADD = """INSERT INTO comment (id, account_id, native_id, version, revision, kind, own, author_id, author,
  author_name, text, text_key, size, posted_us, edited_us, url, root_id, parent_id,
  seen_us, checked_us, card_id)
VALUES (:id, :account_id, :native_id, :version, :revision, :kind, :own, :author_id, :author,
  :author_name, :text, :text_key, :size, :posted_us, :edited_us, :url, :root_id, :parent_id,
  :now, :now, :card_id)"""

_EDIT = """UPDATE comment SET version = :version, revision = :revision, author = :author,
  author_name = :author_name, text = :text, text_key = :text_key, size = :size,
  edited_us = coalesce(:edited_us, :now), url = :url, checked_us = :now, card_id = :card_id,
  gone_us = NULL, gone_reason = NULL
WHERE id = :id"""
