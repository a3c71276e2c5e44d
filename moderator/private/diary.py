"""A private check-in: how somebody is and slept, and a note, for that person alone.

One file, encrypted with a key that argon2id makes of a passphrase of the person's own. There is no other way in: not the
desk's key, not the operating system's keyring, no recovery. The salt is the first sixteen bytes of the file, where
SQLCipher has it anyway, so there is nothing beside it to lose.

Entries go by themselves after 30 days (1 to 90), and their pages with them. A backup of the desk does not hold this file;
a machine that IT manages can be imaged all the same, so the screen says: write nothing here that you would not write
into a notebook at work.
"""

from __future__ import annotations

import os
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from moderator.clock import Clock, from_us, to_us
from moderator.problems import BadInput, DiskFull, StoreRefused, WrongPassphrase

if TYPE_CHECKING:
    from sqlite_utils import Database

FEWEST = 10  # letters of a passphrase
LONGEST = 4000  # letters of a note
KEEP_DAYS, KEEP_MOST = 30, 90
POINTS = (1, 2, 3, 4, 5)
SALT, KEY = 16, 32  # bytes
ROUNDS, MEMORY_KIB, LANES = 3, 65_536, 4  # as people.passphrases; RFC 9106's second choice
_FULL, _NOTADB, _CORRUPT = 13, 26, 11
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Private to one person: backup programs pass over this folder.\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """`mood` and `sleep`: 1 (bad) to 5 (good); None where nothing was said."""

    id: int
    at: datetime
    mood: int | None
    sleep: int | None
    note: str


def place(home: Path, person: str) -> Path:
    """The file of a person's diary under a home's folder. `person` is the pseudonym."""
    if not person or not all(letter.isalnum() or letter in "-_" for letter in person):
        raise ValueError("not a pseudonym")
    return home / "private" / f"{person}.diary"


class Diary:
    """An open diary. Used by one thread. `begin` makes one, `unlock` opens it; close it, or leave a `with`."""

    def __init__(self, path: Path, db: Database, clock: Clock) -> None:
        self._path, self._db, self._clock = path, db, clock
        self._sweep()

    @classmethod
    def begin(cls, path: Path, passphrase: str, clock: Clock) -> Diary:
        """A new diary. Raises BadInput for a passphrase that is too short, StoreRefused where one is there already."""
        if len(passphrase.strip()) < FEWEST:
            raise BadInput(
                "This passphrase is too short", "", f"Use at least {FEWEST} letters: four words do"
            )
        _folder(path.parent)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600))
        except FileExistsError:
            raise StoreRefused(
                "There is a diary already", "", "Open it with its passphrase, or remove it first"
            ) from None
        except OSError as fault:
            raise _refused(fault) from None
        try:
            db = _connect(path, passphrase, secrets.token_bytes(SALT))
            with _told():
                db.executescript(_TABLES)
            return cls(path, db, clock)
        except BaseException:
            path.unlink(missing_ok=True)  # there is nothing in it yet
            raise

    @classmethod
    def unlock(cls, path: Path, passphrase: str, clock: Clock) -> Diary:
        """Raises WrongPassphrase, also for a file that is damaged: the two cannot be told apart."""
        try:
            with open(path, "rb") as file:
                salt = file.read(SALT)
        except OSError as fault:
            raise _refused(fault) from None
        if len(salt) < SALT:
            raise WrongPassphrase("This diary is damaged", "it is empty", "Remove it and begin a new one")
        db = _connect(path, passphrase, salt)
        try:
            with _told():
                db.execute("SELECT count(*) FROM entry")
            return cls(path, db, clock)
        except BaseException:
            db.conn.close()
            raise

    # what is in it

    def add(self, mood: int | None = None, sleep: int | None = None, note: str = "") -> Entry:
        """Raises BadInput where nothing is said, for a point out of range, and for a note of more than 4,000 letters."""
        note = note.strip()
        if mood is None and sleep is None and not note:
            raise BadInput("Nothing was entered", "", "Choose a point or write a word")
        if any(point is not None and point not in POINTS for point in (mood, sleep)):
            raise BadInput("That is not a point from 1 to 5", "", "Choose one of the five")
        if len(note) > LONGEST:
            raise BadInput("The note is too long", f"it has {len(note):,} letters", f"Keep it to {LONGEST:,}")
        self._sweep()
        at = to_us(self._clock.wall())
        with _told(), self._db.conn:
            row = self._db.execute(
                "INSERT INTO entry (at_us, mood, sleep, note) VALUES (?, ?, ?, ?) RETURNING id",
                [at, mood, sleep, note],
            ).fetchone()
        return Entry(row[0], from_us(at), mood, sleep, note)

    def entries(self) -> list[Entry]:
        """The newest first."""
        with _told():
            rows = list(self._db["entry"].rows_where(order_by="at_us DESC, id DESC"))
        return [
            Entry(row["id"], from_us(row["at_us"]), row["mood"], row["sleep"], row["note"]) for row in rows
        ]

    def remove(self, entry_id: int) -> None:
        with _told():
            with self._db.conn:
                self._db.execute("DELETE FROM entry WHERE id = ?", [entry_id])
            self._db.vacuum()

    @property
    def keep_days(self) -> int:
        with _told():
            return int(self._db.execute("SELECT keep_days FROM own").fetchone()[0])

    def keep_for(self, days: int) -> None:
        """Entries go after so many days. Raises BadInput outside 1 to 90."""
        if not 1 <= days <= KEEP_MOST:
            raise BadInput(f"{days} days cannot be kept", "", f"Choose from 1 to {KEEP_MOST} days")
        with _told(), self._db.conn:
            self._db.execute("UPDATE own SET keep_days = ?", [days])
        self._sweep()

    def _sweep(self) -> None:
        """What is too old leaves the file, not only the list."""
        oldest = to_us(self._clock.wall() - timedelta(days=self.keep_days))
        with _told():
            with self._db.conn:
                gone = self._db.execute("DELETE FROM entry WHERE at_us < ?", [oldest]).rowcount
            if gone:
                self._db.vacuum()

    # the file

    def change_passphrase(self, passphrase: str) -> None:
        """Raises BadInput for one that is too short. The whole file is written anew under it."""
        if len(passphrase.strip()) < FEWEST:
            raise BadInput(
                "This passphrase is too short", "", f"Use at least {FEWEST} letters: four words do"
            )
        with open(self._path, "rb") as file:
            salt = file.read(SALT)
        with _told():
            self._db.execute(f"PRAGMA rekey = \"x'{_key(passphrase, salt).hex()}{salt.hex()}'\"")

    def close(self) -> None:
        self._db.conn.close()

    def __enter__(self) -> Diary:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def wipe(path: Path) -> None:
    """Nothing of it can be read again, with the passphrase or without: the salt and the file go.

    A disk may keep what it held in blocks of its own; without the salt no passphrase leads to the key.
    """
    for each in (path, path.with_name(path.name + "-journal")):
        try:
            length = each.stat().st_size
            with open(each, "r+b") as file:
                for begin in range(0, max(length, SALT), 1 << 20):
                    file.write(secrets.token_bytes(min(1 << 20, max(length, SALT) - begin)))
                file.flush()
                os.fsync(file.fileno())
            each.unlink()
        except FileNotFoundError:
            continue
        except OSError as fault:
            raise _refused(fault) from None


_TABLES = f"""
CREATE TABLE entry (id INTEGER PRIMARY KEY, at_us INTEGER NOT NULL, mood INTEGER, sleep INTEGER, note TEXT NOT NULL);
CREATE TABLE own (keep_days INTEGER NOT NULL);
INSERT INTO own VALUES ({KEEP_DAYS});
"""
_PRAGMAS = (
    "journal_mode = DELETE",
    "secure_delete = ON",
    "synchronous = FULL",
    "temp_store = MEMORY",
    "trusted_schema = OFF",
)


def _connect(path: Path, passphrase: str, salt: bytes) -> Database:
    from sqlcipher3 import dbapi2 as sqlcipher
    from sqlite_utils import Database

    conn = sqlcipher.connect(str(path))
    try:
        conn.execute("PRAGMA cipher_log_level = NONE")  # it writes to standard error by itself
        conn.execute(f"PRAGMA key = \"x'{_key(passphrase, salt).hex()}{salt.hex()}'\"")
        with _told():
            conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
            for pragma in _PRAGMAS:
                conn.execute("PRAGMA " + pragma).fetchone()
        return Database(conn)
    except BaseException:
        conn.close()
        raise


def _key(passphrase: str, salt: bytes) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    written = unicodedata.normalize("NFKC", passphrase.strip()).encode("utf-8", "surrogatepass")
    return hash_secret_raw(
        written, salt, time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=LANES, hash_len=KEY, type=Type.ID
    )


def _folder(folder: Path) -> None:
    """For its owner alone, and marked so that backup programs that know the sign pass over it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        tag = folder / "CACHEDIR.TAG"
        if not tag.exists():
            tag.write_text(_TAG, "ascii")
    except OSError as fault:
        raise _refused(fault) from None


@contextmanager
def _told() -> Iterator[None]:
    """What the database refuses, in our words; never with the words of an entry."""
    from sqlcipher3 import dbapi2 as sqlcipher

    try:
        yield
    except sqlcipher.Error as fault:
        code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
        said = str(fault)
        if code in (_NOTADB, _CORRUPT) or "not a database" in said or "malformed" in said:
            raise WrongPassphrase(
                "The diary does not open", "the passphrase is another one, or the file is damaged",
                "Try again; nobody can reset this passphrase",
            ) from None  # fmt: skip
        if code == _FULL or "full" in said:
            raise DiskFull(
                "The diary could not be kept: the disk is full", "", "Make room, and save again"
            ) from None
        raise StoreRefused(
            "The diary could not be used", type(fault).__name__, "Close it and open it again"
        ) from None


def _refused(fault: OSError) -> StoreRefused:
    return StoreRefused(
        "The diary cannot be used", os.strerror(fault.errno or 0), "Look at the folder private"
    )
