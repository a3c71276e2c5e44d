"""The desk database: what was gathered, decided, pushed, seen and journaled.

`db.py` opens it; one file a table family holds the SQL, visible, `db` first. The caller owns the transaction:

    with db.transaction():
        claim = queue.claim(db, person="p1", desk="d1")

One portable SQL text serves SQLite (SQLCipher) and PostgreSQL; `base.Db` lists the few words that differ. To
add a table: append a step to `steps.py`, write its file here, and its tests, which run on all engines.

Locks are taken in one order, so that nobody waits in a circle: cards, then claims, then outbox rows, then the
journal. The card row stands for everything that concerns the card.
"""
