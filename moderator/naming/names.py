"""Which forms of a name count, as hashes that cannot be read back, and where a text has one.

The rule, all of it. Whole words alone; of their spelling `folding` says what makes no difference.

    a full name      in any order that people use ("Anna Smith", "Smith, Anna", "Anna Maria Smith" also as "Anna Smith"),
                     with 's or s behind it
    in one word      "AnnaSmith": from 8 letters on by itself; shorter after @ or #, or where its letters were put apart
    a surname        behind a title ("Ms Smith", "Herr Müller"); of several, each of their ends ("Ms van der Berg")
    a single name    ("May", "Will"): behind a title, or after @. Never alone: it is an ordinary word too often
    a handle         after @ always; by itself where it holds a digit, a dot, a dash or a server, and so is no plain word
    a team's name    as it is written, of two words or more

Where a script has no spaces, a name of three signs or more counts wherever it stands.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from moderator.naming.folding import Word, fold, fold_handle, handles, plain, undone, unspaced, words

ALONE = 8  # letters from which a full name in one word counts by itself
MOST_WORDS = 6  # of a name
TITLES = frozenset(
    fold(title)
    for title in """mr mrs ms miss mx mister missus dr doctor prof professor sir madam madame dame lord lady
    herr frau hr fr herrn monsieur mme mlle señor señora sr sra signor signora sig
    officer constable sergeant inspector minister councillor councilman senator director commissioner secretary
    nurse judge chief captain agent manager supervisor clerk""".split()
)


class Mark(NamedTuple):
    """One form of one entry. `first` is the hash of its first word, where there are several."""

    kind: str  # "name" | "one" | "single" | "last" | "handle" | "at"
    platform: str
    words: int
    first: str
    digest: str


class Hashing:
    """`key` is derived from the root key: without it no guess at a name can be tried."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.key_id = self("key", "")[:16]

    def __call__(self, kind: str, text: str) -> str:
        told = f"{kind}\0{text}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, told, "sha256")[:16].hex()

    # what counts

    def name(self, name: str, *, team: bool = False) -> list[Mark]:
        """All forms of a person's or a team's name. None where nothing in it can be told from ordinary words."""
        parts = [part for part in plain(name).split() if words(part)]
        apart = [(word.text, word.letters) for part in parts for word in words(part)]
        joined = [
            (fold("".join(char for char in part if char.isalnum())), len(part))
            if not unspaced(words(part)[0].text)
            else (word.text, 1)
            for part in parts
            for word in (words(part) if unspaced(words(part)[0].text) else words(part)[:1])
        ]
        if not apart or max(len(apart), len(joined)) > 2 * MOST_WORDS:
            return []
        forms = dict.fromkeys((tuple(apart), tuple(joined)))
        told = list[Mark]()
        for form in forms:
            told += self._forms(form, team=team)
        if _full(joined) and not unspaced(joined[0][0]):
            told.append(self._of("one", [fold("".join(text for text, _ in joined))]))
        elif len(joined) == 1 and joined[0][1] >= 2 and not team:
            told += [self._of("single", [joined[0][0]]), self._of("last", [joined[0][0]])]
        elif unspaced(joined[0][0]) and len(joined) == 2:
            told.append(self._of("single", [text for text, _ in joined]))
        return list(dict.fromkeys(told))

    def _forms(self, form: Sequence[tuple[str, int]], *, team: bool) -> Iterator[Mark]:
        if not _full(form):
            return
        texts = [text for text, _ in form]
        yield self._of("name", texts)
        if team or unspaced(texts[0]):
            return
        long = [text for text, letters in form if letters > 1]
        yield self._of("name", [long[-1], *long[:-1]])
        yield self._of("name", [long[0], long[-1]])
        yield self._of("name", [long[-1], long[0]])
        for start in range(1, len(texts)):
            if form[start][1] > 1:
                yield self._of("last", texts[start:])
                yield self._of("last", [texts[start]])

    def handle(self, handle: str, platform: str = "") -> list[Mark]:
        """One handle, on one platform or on any ("")."""
        told = fold_handle(plain(handle.strip())).strip("@ .")
        if len(told) < 2 or " " in told:
            return []
        if told.isalpha():
            return [Mark("at", platform, 1, "", self("handle", told))]
        marks = [Mark("handle", platform, 1, "", self("handle", told))]
        if "@" in told:
            marks.append(Mark("at", platform, 1, "", self("handle", told.partition("@")[0])))
        return marks

    def _of(self, kind: str, texts: Sequence[str]) -> Mark:
        first = self("first", texts[0]) if kind == "name" else ""
        return Mark(kind, "", len(texts), first, self(kind, " ".join(texts)))


def _full(form: Sequence[tuple[str, int]]) -> bool:
    """Is it more than one name? Single letters are none."""
    if form and all(unspaced(text) for text, _ in form):
        return len(form) >= 3
    return sum(letters > 1 for _, letters in form) >= 2


class Names:
    """All forms of all entries, to look texts up in."""

    def __init__(self, hashing: Hashing, marks: Iterable[tuple[int, Mark]]) -> None:
        self._hash = hashing
        self._entries: dict[tuple[str, str], dict[str, set[int]]] = {}
        self._first: dict[str, set[int]] = {}  # of a full name's first word: how many words it may have
        self._seen: dict[str, set[int] | None] = {}
        self._longest_last = 0
        for entry, mark in marks:
            at = self._entries.setdefault((mark.kind, mark.digest), {})
            at.setdefault(mark.platform, set()).add(entry)
            if mark.kind == "name":
                self._first.setdefault(mark.first, set()).add(mark.words)
            if mark.kind == "last":
                self._longest_last = max(self._longest_last, mark.words)
        self._kinds = {kind for kind, _ in self._entries}

    def __bool__(self) -> bool:
        return bool(self._entries)

    def in_text(self, text: str, platforms: Collection[str] | None = None) -> frozenset[int]:
        """The entries that a text names. `platforms`: where it stands; None: a handle of any of them counts."""
        if not self._entries:
            return frozenset()
        bare = plain(text)
        as_is, more = words(bare), words(undone(text))
        written = {word.text for word in as_is}
        found: set[int] = set()
        for line in (as_is, more):
            for at, word in enumerate(line):
                found |= self._full_names(line, at)
                found |= self._one_word(word, apart=word.text not in written)
                if word.sign == "@":
                    found |= self._named("single", [word.text]) | self._pair(line, at)
                if word.text in TITLES:
                    found |= self._surnames(line, at + 1)
        return frozenset(found | self._handles(bare, platforms))

    def _full_names(self, line: Sequence[Word], at: int) -> set[int]:
        lengths = self._lengths(line[at].text)
        found: set[int] = set()
        for length in lengths or ():
            if at + length <= len(line):
                found |= self._named("name", [word.text for word in line[at : at + length]])
        return found

    def _lengths(self, word: str) -> set[int] | None:
        if word not in self._seen:
            if len(self._seen) > 50_000:
                self._seen.clear()
            self._seen[word] = self._first.get(self._hash("first", word))
        return self._seen[word]

    def _one_word(self, word: Word, *, apart: bool) -> set[int]:
        if "one" in self._kinds and (word.letters >= ALONE or word.sign or (apart and word.letters >= 5)):
            return self._named("one", [word.text])
        return set()

    def _pair(self, line: Sequence[Word], at: int) -> set[int]:
        """@ before a name of two signs, in a script without spaces."""
        texts = [word.text for word in line[at : at + 2]]
        return self._named("single", texts) if len(texts) == 2 and all(map(unspaced, texts)) else set()

    def _surnames(self, line: Sequence[Word], at: int) -> set[int]:
        found: set[int] = set()
        for length in range(1, min(self._longest_last, len(line) - at) + 1):
            found |= self._named("last", [word.text for word in line[at : at + length]])
        return found

    def _named(self, kind: str, texts: Sequence[str]) -> set[int]:
        """With the s of a genitive left out too."""
        told = " ".join(texts)
        found = self._at(kind, told)
        if len(texts[-1]) > 3 and told.endswith("s"):
            found |= self._at(kind, told[:-1])
        return found

    def _at(self, kind: str, told: str) -> set[int]:
        where = self._entries.get((kind, self._hash(kind, told)))
        return set().union(*where.values()) if where else set()

    def _handles(self, bare: str, platforms: Collection[str] | None) -> set[int]:
        if not self._kinds & {"handle", "at"}:
            return set()
        found: set[int] = set()
        for written in handles(bare):
            told = written.removeprefix("@")
            called = [(told, ("handle", "at") if written != told else ("handle",))]
            if "@" in told:
                called.append((told.partition("@")[0], ("at",)))
            for text, kinds in called:
                digest = self._hash("handle", text)
                for kind in kinds:
                    for platform, entries in self._entries.get((kind, digest), {}).items():
                        if platforms is None or platform in ("", *platforms):
                            found |= entries
        return found
