"""Rows that were carried out of a damaged database are made to agree with each other again.

What belongs to something that is gone is left out, but never a comment: it gets its card back, or another one, and waits
to be looked at. Nothing stays claimed. What had been decided stays decided where the decision is there.
"""

from __future__ import annotations

from moderator.store.sqlite import Sqlite

_BELONGS = (
    # an account that is gone keeps its place, so that its comments stay; it gathers no more
    """INSERT INTO account (id, platform, server, handle, added_us, removed_us)
    SELECT account_id, 'file', '', 'recovered ' || account_id, 0, 0 FROM comment
    WHERE account_id NOT IN (SELECT id FROM account) GROUP BY account_id""",
    # a decision whose claim is gone stands all the same
    """INSERT INTO claim (id, card_id, person, desk, card_version, boot, started_us, lease_us, at_us, ended_us, end_reason)
    SELECT claim_id, card_id, person, 'recovered', 1, boot, boot_us, boot_us, at_us, boot_us, 'decided' FROM decision
    WHERE claim_id NOT IN (SELECT id FROM claim) GROUP BY claim_id""",
    # open claims end: whoever held them looks again
    "UPDATE card SET state = 'waiting', claim_id = NULL WHERE state = 'claimed'",
    "UPDATE claim SET ended_us = lease_us, end_reason = 'expired' WHERE ended_us IS NULL",
    # comments whose card is gone join an open card of the same text, or get their card back
    """UPDATE comment SET card_id = (SELECT k.id FROM card k
        WHERE k.text_key = comment.text_key AND k.state = 'waiting')
    WHERE card_id IS NOT NULL AND card_id NOT IN (SELECT id FROM card)
      AND card_id NOT IN (SELECT card_id FROM decision WHERE undone_us IS NULL)
      AND text_key IN (SELECT text_key FROM card WHERE state = 'waiting')""",
    """INSERT OR IGNORE INTO card (id, text_key, state, exemplar, since_us)
    SELECT card_id, min(text_key),
      CASE WHEN card_id IN (SELECT card_id FROM decision WHERE undone_us IS NULL) THEN 'decided' ELSE 'waiting' END,
      min(id), min(seen_us)
    FROM comment WHERE card_id IS NOT NULL AND card_id NOT IN (SELECT id FROM card) GROUP BY card_id""",
    # two lost cards of one text: the first one's card takes the others in
    """UPDATE comment SET card_id = (SELECT k.id FROM card k
        WHERE k.text_key = comment.text_key AND k.state = 'waiting')
    WHERE card_id IS NOT NULL AND card_id NOT IN (SELECT id FROM card)""",
)
_STATES = (
    # a card is decided when its decision is there
    """UPDATE card SET state = 'decided'
    WHERE state <> 'decided' AND id IN (SELECT card_id FROM decision WHERE undone_us IS NULL)""",
    """UPDATE comment SET card_id = (SELECT o.id FROM card o JOIN card k ON k.id = comment.card_id
        WHERE o.text_key = k.text_key AND o.state = 'waiting')
    WHERE card_id IN (SELECT k.id FROM card k JOIN card o ON o.text_key = k.text_key AND o.state = 'waiting'
      WHERE k.state = 'decided' AND k.id NOT IN (SELECT card_id FROM decision WHERE undone_us IS NULL))""",
    """UPDATE OR IGNORE card SET state = 'waiting'
    WHERE state = 'decided' AND id NOT IN (SELECT card_id FROM decision WHERE undone_us IS NULL)""",
    """UPDATE card SET state = 'gone'
    WHERE state = 'decided' AND id NOT IN (SELECT card_id FROM decision WHERE undone_us IS NULL)""",
    # copies and exemplars
    "UPDATE card SET copies = (SELECT count(*) FROM comment c WHERE c.card_id = card.id AND c.gone_us IS NULL)",
    """UPDATE card SET exemplar = (SELECT min(c.id) FROM comment c WHERE c.card_id = card.id AND c.gone_us IS NULL)
    WHERE copies > 0 AND exemplar NOT IN
      (SELECT c.id FROM comment c WHERE c.card_id = card.id AND c.gone_us IS NULL)""",
    "UPDATE card SET state = 'gone' WHERE state = 'waiting' AND copies = 0",
    "UPDATE OR IGNORE card SET state = 'waiting', scored = 0 WHERE state = 'gone' AND copies > 0",
    # copies of an open card have its text; one that has another waits apart
    """UPDATE card SET text_key = (SELECT c.text_key FROM comment c WHERE c.id = card.exemplar)
    WHERE state = 'waiting' AND coalesce(text_key, '') <>
      coalesce((SELECT c.text_key FROM comment c WHERE c.id = card.exemplar), '')""",
    # near-copies that stand on one card stay there, and are known to
    """INSERT OR IGNORE INTO wording (card_id, text_key, origin, at_us)
    SELECT DISTINCT c.card_id, c.text_key, c.card_id, 0 FROM comment c JOIN card k ON k.id = c.card_id
    WHERE c.gone_us IS NULL AND c.text_key IS NOT NULL AND k.text_key IS NOT NULL AND c.text_key <> k.text_key""",
    """UPDATE card SET wordings = (SELECT count(DISTINCT c.text_key) FROM comment c
      WHERE c.card_id = card.id AND c.gone_us IS NULL)
    WHERE copies > 1 AND id IN (SELECT card_id FROM wording)""",
)


def mend(db: Sqlite) -> int:
    """Inside a transaction, with foreign keys off. Returns how many rows had to be left out."""
    for sql in _BELONGS:
        db.run(sql)
    left_out = _leave_out(db)
    for sql in _STATES:
        db.run(sql)
    return left_out + _leave_out(db)


def _leave_out(db: Sqlite) -> int:
    """What belongs to nothing, and what belonged to that, until all agree."""
    left_out = 0
    while orphans := db.query("PRAGMA foreign_key_check"):
        for row in orphans:
            left_out += db.run(f"DELETE FROM {row['table']} WHERE rowid = :row", row=row["rowid"])
    return left_out
