"""An import as a job: rows in batches, each batch with its position in one transaction.

Killed anywhere, it goes on after the last batch that was stored; what had been stored before is not stored again.
A file that is another one by then is noticed. Cancelling keeps what is here.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from moderator.comments import Batch, Comment, SetAside
from moderator.faults import fault
from moderator.importing import plans
from moderator.importing.knowing import Known
from moderator.importing.plans import Plan
from moderator.importing.reading import NoTime, Read, Reader
from moderator.importing.sources import Source, fingerprint, shown
from moderator.problems import BadInput, Lost
from moderator.store import accounts, comments, imports, journal
from moderator.store.db import Db
from moderator.store.imports import Run
from moderator.store.texts import storable

AT_ONCE = 500  # rows of a batch
AT_ONCE_BYTES = 4_000_000
MOST_ACCOUNTS = 500
NAMED = 100  # places in quarantine that are told at the end; all are kept
COUNTED = (
    "new",
    "edited",
    "unchanged",
    "known",
    "own",
    "skipped",
    "set_aside",
    "undated",
    "no_time",
    "taken_in",
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is. `done` and `of` are bytes of the file; `position` counts its entries.

    `comparing`: first, comments that were gathered since the last import are made ready to be recognised.
    """

    position: int
    done: int
    of: int
    counts: Mapping[str, int]
    comparing: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """`state`: done or cancelled. `aside`: place and reason of the first entries that this run put into quarantine."""

    run: int
    state: str
    position: int
    counts: Mapping[str, int]
    aside: tuple[tuple[str, str], ...]


def never() -> bool:
    return False


def begin(db: Db, path: Path, plan: Plan, *, who: str) -> tuple[Run, str]:
    """A new run, and the choice remembered for the next file with this header."""
    seen = fingerprint(path)
    with db.transaction():
        if not plan.again:  # what a few rows need is no choice for the next file
            chosen = plans.to_json(replace(plan, untimed=False))
            imports.remember(db, plans.signature(plan.form.names, plan.form.kind), chosen)
        return imports.begin(
            db,
            path.name,
            str(path.absolute()),
            (seen.size, seen.changed_ns, seen.hash),
            plans.to_json(plan),
            who,
        )


def take_up(db: Db, path: Path) -> tuple[Run, str]:
    """The unfinished run of this file. Raises BadInput when there is none, or when the file is another one now."""
    seen = fingerprint(path)
    run = imports.unfinished(db, str(path.absolute()), seen.hash)
    if run is None:
        raise BadInput(
            f"No import of {shown(path)} waits to be gone on with", "", "Leave out --resume to import it"
        )
    if (run.size, run.hash) != (seen.size, seen.hash):
        raise BadInput(
            f"{shown(path)} is not the file that was being imported",
            "It was changed since",
            "Import it from the beginning: what is here already is recognised",
        )
    with db.transaction():
        return run, imports.take(db, run.id)


def waits_at(db: Db, path: Path) -> int | None:
    """How far an import of this very file has got, when it has begun and not come to its end."""
    seen = fingerprint(path)
    run = imports.unfinished(db, str(path.absolute()), seen.hash)
    same = run is not None and (run.size, run.hash) == (seen.size, seen.hash)
    return run.position if run is not None and same and run.position else None


def carry_on(
    db: Db,
    path: Path,
    run: Run,
    token: str,
    *,
    stop: Callable[[], bool] = never,
    told: Callable[[Progress], None] = lambda _: None,
) -> Ended:
    """Everything from the run's position to the end, or until `stop` says so. Raises BadInput when the file breaks off;
    what stands before that place is stored."""
    job = _Job(db, path, run, token, stop, told)
    try:
        state = job.work()
    except (BadInput, Lost) as problem:
        with db.transaction():
            imports.finish(db, run.id, token, imports.STOPPED, problem.sentence())
        raise
    with db.transaction():
        imports.finish(db, run.id, token, state)
    return Ended(run.id, state, job.position, dict(job.counts), tuple(job.aside))


class _Job:
    def __init__(
        self,
        db: Db,
        path: Path,
        run: Run,
        token: str,
        stop: Callable[[], bool],
        told: Callable[[Progress], None],
    ) -> None:
        self._db, self._path, self._run, self._token, self._stop, self._told = (
            db,
            path,
            run,
            token,
            stop,
            told,
        )
        self.position = run.position
        self.counts: Counter[str] = Counter({name: run.counts.get(name, 0) for name in COUNTED})
        self.aside: list[tuple[str, str]] = []
        self._accounts: dict[str, int] = {}
        self._none_waits = not imports.set_aside(db, run.source, 1)

    def work(self) -> str:
        plan = plans.from_json(self._run.plan)
        reader, known = Reader(plan), Known(self._db)
        known.catch_up(
            self._stop,
            lambda done, of: self._told(Progress(self.position, done, of, self.counts, comparing=True)),
        )
        with Source(self._path) as source:
            for chunk, problem in self._chunks(source, plan, reader):
                if chunk is None:
                    return imports.CANCELLED
                self._demand_same()
                if chunk:
                    self._store(plan, known, chunk)
                    self._told(
                        Progress(self.position, min(source.done, source.of), source.of, dict(self.counts))
                    )
                if problem is not None:
                    raise problem
        return imports.DONE

    def _chunks(
        self, source: Source, plan: Plan, reader: Reader
    ) -> Iterator[tuple[list[Read | SetAside | None] | None, BadInput | None]]:
        """Batches of what the entries came to; None when the person stops it. A problem comes with the last batch."""
        chunk: list[Read | SetAside | None] = []
        size = 0
        try:
            for number, entry in enumerate(source.entries(plan.form, reader.wanted)):
                if number % 50 == 0 and self._stop():
                    yield None, None
                    return
                read = reader.read(
                    entry
                )  # also what is here already: alike rows are told apart by their count
                if number < self._run.position:
                    continue
                chunk.append(read)
                size += len(entry.raw)
                if len(chunk) >= AT_ONCE or size >= AT_ONCE_BYTES:
                    yield chunk, None
                    chunk, size = [], 0
        except BadInput as problem:
            yield chunk, problem
            return
        if self._stop():
            yield None, None
            return
        yield chunk, None

    def _demand_same(self) -> None:
        try:
            now = self._path.stat()
            same = (now.st_size, now.st_mtime_ns) == (self._run.size, self._run.changed_ns)
        except OSError:
            same = False
        if not same and fingerprint(self._path).hash != self._run.hash:
            raise BadInput(
                f"{shown(self._path)} was changed while it was read",
                f"Its first {self.position:,} entries are here",
                "Import it again when nobody writes to it: what is here already is recognised",
            )

    def _store(self, plan: Plan, known: Known, chunk: list[Read | SetAside | None]) -> None:
        """One batch, its journal line and the run's position: all of it or nothing."""
        reads = [each for each in chunk if isinstance(each, Read)]
        bad = [each for each in chunk if isinstance(each, SetAside)]
        counts = self.counts.copy()
        with self._db.transaction():
            waiting = self._waiting([*reads, *bad])
            if plan.again:
                reads = [each for each in reads if _kept(each.where, each.comment.raw) in waiting]
                bad = [each for each in bad if _kept(each.where, each.raw) in waiting]
            else:
                counts["skipped"] += sum(each is None for each in chunk)
            counts["undated"] += sum(read.undated for read in reads)
            counts["no_time"] += sum(isinstance(each, NoTime) for each in bad)
            known.mark_new()
            here = known.among(reads)
            counts["known"] += len(here)
            fresh, too_many = self._by_account(
                [read for at, read in enumerate(reads) if at not in here], plan
            )
            bad += too_many
            counts["set_aside"] += len(bad)
            self._save(fresh, bad, counts)
            here_now = {_kept(each.where, each.comment.raw): each for each in reads}
            counts["taken_in"] += imports.release(
                self._db, [at for kept, at in waiting.items() if kept in here_now]
            )
            subject = f"import {self._run.id}"
            journal.append(self._db, self._run.who, "imported", subject, self._facts(reads, counts))
            imports.advance(self._db, self._run.id, self._token, self.position + len(chunk), counts)
            fault("import.before_commit")
        fault("import.after_commit")
        self.position, self.counts = self.position + len(chunk), counts
        self.aside.extend((each.where, each.why) for each in bad[: max(0, NAMED - len(self.aside))])

    def _waiting(self, entries: list[Read | SetAside]) -> dict[tuple[str, str], int]:
        """Of these entries, those in quarantine: by place and bytes, with their number there."""
        if self._none_waits:
            return {}
        places = {imports.place(each.where) for each in entries}
        return imports.waiting(self._db, self._run.source, places)

    def _by_account(self, reads: list[Read], plan: Plan) -> tuple[dict[str, list[Comment]], list[SetAside]]:
        found: dict[str, list[Comment]] = defaultdict(list)
        too_many: list[SetAside] = []
        for read in reads:
            account = read.account or self._run.file
            if account not in self._accounts and len(self._accounts) >= MOST_ACCOUNTS:
                why = f"It names one account more than the {MOST_ACCOUNTS} of this file; is the right column chosen?"
                too_many.append(SetAside(f"id {read.comment.native_id[:60]}", why, read.comment.raw))
                continue
            self._accounts.setdefault(account, 0)
            found[account].append(read.comment)
        return found, too_many

    def _save(
        self, by_account: Mapping[str, list[Comment]], bad: list[SetAside], counts: Counter[str]
    ) -> None:
        first = True
        for name in by_account or ([self._run.file] if bad else []):
            account = accounts.ensure(self._db, "file", "", name)
            said, again = self._new_sayings(account, by_account.get(name, []))
            counts["unchanged"] += again
            for own in (False, True):
                part = tuple(each for each in said if each.own is own)
                aside = tuple(bad) if first else ()
                if not part and not aside:
                    continue
                first = False
                stored = comments.save_batch(
                    self._db, account, Batch(part, set_aside=aside, stream="import"), self._run.source
                )
                counts["edited"] += stored.edited
                counts["unchanged"] += stored.unchanged
                counts["new"] += stored.new
                counts["own"] += len(part) - stored.edited - stored.unchanged if own else 0

    def _new_sayings(self, account: int, rows: list[Comment]) -> tuple[list[Comment], int]:
        """What a file said of a comment once it does not say again: an older export does not undo a newer one."""
        once: dict[tuple[str, str], Comment] = {}
        for row in rows:
            once.setdefault((storable(row.native_id), hashlib.sha256(row.raw).hexdigest()), row)
        said = comments.said_before(self._db, account, {native for native, _ in once})
        fresh = [row for key, row in once.items() if key not in said]
        return fresh, len(rows) - len(fresh)

    def _facts(self, reads: list[Read], counts: Counter[str]) -> dict[str, object]:
        """Counts of this batch, and one hash over the bytes that came. No content."""
        digest = hashlib.sha256()
        for read in reads:
            digest.update(hashlib.sha256(read.comment.raw).digest())
        return {
            **{name: counts[name] - self.counts[name] for name in COUNTED},
            "from": self.position,
            "bytes_sha256": digest.hexdigest(),
        }


def _kept(where: str, raw: bytes) -> tuple[str, str]:
    """What the quarantine knows an entry by."""
    return imports.place(where), hashlib.sha256(raw).hexdigest()
