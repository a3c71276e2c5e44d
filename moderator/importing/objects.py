"""JSON as it is exported: one object a line, a list of objects, or a list deep inside an object.

Read by counting brackets, a piece at a time: the list may be longer than the memory, and one broken object costs
only itself. `window.YTD.tweets.part0 = ` before it is skipped, never evaluated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, NamedTuple

from moderator.importing.entries import Entry, Value
from moderator.importing.rows import KEPT, LONGEST, TOO_LONG, lines
from moderator.strangers_json import BadJson, strict_json

_PIECE = 1 << 18
DEEPEST_PATH = 4  # keys above the list
_ASSIGNED = re.compile(r"\s*[\w.$]{1,100}\s*=\s*(?=[\[{])")
# a whole string, a string still open at the end of what is here, or one bracket
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+(?P<end>"|\\?\Z)|[\[{\]}]', re.DOTALL)
_KEY = re.compile(r"\s*:")

Path = tuple[str, ...]


class Piece(NamedTuple):
    """One member of a list, as it stands in the file."""

    text: str
    wrong: str = ""


class Token(NamedTuple):
    """A bracket, or a whole string ("), and where in the file it stands. `key`: a colon follows."""

    sign: str
    start: int
    end: int
    key: bool = False


class _Text:
    """The text of a file as tokens. What stands before `keep` (None: before the token) is forgotten."""

    def __init__(self, file: IO[str]) -> None:
        self._file, self._ask, self._all = file, _PIECE, False
        self._here, self._base = "", 0
        self.keep: int | None = None

    def tokens(self) -> Iterator[Token]:
        """Until the end of the file, or of what can be read of it: a string is at most `LONGEST` long."""
        self._more(0)
        found = _ASSIGNED.match(self._here)
        at = found.end() if found else 0
        while True:
            match = _TOKEN.search(self._here, at - self._base)
            whole = match is not None and match["end"] in (None, '"')
            if match is None or not whole or (match["end"] and self._near_end(match.end())):
                if self._all and not whole:
                    return
                if not self._all:
                    at = self._base + (match.start() if match else len(self._here))
                    if len(self._here) - (at - self._base) > LONGEST:
                        return
                    self._more(at if self.keep is None else min(self.keep, at))
                    continue
            assert match is not None
            sign = self._here[match.start()]
            key = sign == '"' and _KEY.match(self._here, match.end()) is not None
            at = self._base + match.end()
            yield Token(sign, self._base + match.start(), at, key)

    def text(self, start: int, end: int | None = None) -> str:
        """Only of what was kept."""
        return self._here[start - self._base : None if end is None else end - self._base]

    def _near_end(self, at: int) -> bool:
        return not self._all and at + 64 > len(self._here)

    def _more(self, keep: int) -> None:
        try:
            piece = self._file.read(self._ask)
        except UnicodeDecodeError:  # the last bytes of UTF-16 are half a sign
            piece = ""
        self._all = not piece
        kept = self._here[keep - self._base :]
        self._here, self._base = kept + piece, keep
        self._ask = (
            min(2 * self._ask, LONGEST) if len(kept) >= self._ask else _PIECE
        )  # long ones in few steps


class _Walk:
    """Where in the document a token stands: brackets and the keys that lead to them."""

    def __init__(self) -> None:
        self._signs: list[str] = []
        self._keys: list[str] = []
        self._key = ""

    def step(self, token: Token, text: Callable[[int, int], str]) -> None:
        if token.key and self._signs and self._signs[-1] == "{":
            self._key = text(token.start + 1, token.end - 1)
        elif token.sign in "[{":
            self._signs.append(token.sign)
            self._keys.append(self._key)
            self._key = ""
        elif token.sign in "]}" and self._signs:
            self._signs.pop()
            self._keys.pop()

    @property
    def open(self) -> bool:
        return bool(self._signs)

    def list_here(self) -> Path | None:
        """The keys to the list that stands here, when here is one, and none around it."""
        if not self._signs or self._signs[-1] != "[" or "[" in self._signs[:-1]:
            return None
        return tuple(self._keys[1:]) if len(self._keys) <= DEEPEST_PATH + 1 else None


def lists_in(file: IO[str], most: int = 5000) -> list[tuple[Path, int]]:
    """The lists of objects at the beginning of a file: the keys that lead to each, and how many objects were seen."""
    found: Counter[Path] = Counter()
    text, walk = _Text(file), _Walk()
    for number, token in enumerate(text.tokens()):
        path = walk.list_here()
        if token.sign == "{" and path is not None:
            found[path] += 1
        walk.step(token, text.text)
        if number > 40 * most or found.total() >= most:
            break
    return found.most_common()


def pieces(file: IO[str], path: Path) -> Iterator[Piece]:
    """The members of the list that stands at `path`. The last one may say that the file is cut."""
    text, walk = _Text(file), _Walk()
    tokens = text.tokens()
    for token in tokens:
        walk.step(token, text.text)
        if walk.list_here() == path:
            text.keep = token.end
            break
    else:
        return
    begun, depth = None, 0
    for token in tokens:
        if begun is None:
            assert text.keep is not None
            yield from _loose(text.text(text.keep, token.start))
            text.keep = token.end
            if token.sign == "]":
                return
            if token.sign == '"':
                yield Piece(text.text(token.start, token.end)[:KEPT], "It is not an object with a text")
                continue
            begun = text.keep = token.start
        depth += (token.sign in "[{") - (token.sign in "]}")
        if depth == 0:
            long = token.end - begun > LONGEST
            yield Piece(text.text(begun, token.end)[: KEPT if long else None], TOO_LONG if long else "")
            begun, text.keep = None, token.end
    yield Piece(text.text(text.keep or 0)[:KEPT], "The file ends in the middle of it")


def _loose(between: str) -> Iterator[Piece]:
    """What stands between two objects and is no comma: numbers, null, rubbish."""
    for part in between.split(","):
        if part.strip():
            yield Piece(part.strip()[:KEPT], "It is not an object with a text")


def entries(
    file: IO[str], path: Path, wanted: Sequence[Path], encode: Callable[[str], bytes]
) -> Iterator[Entry]:
    """The objects of a list; of each the wanted members."""
    for number, piece in enumerate(pieces(file, path), 1):
        raw = encode(piece.text)
        value, wrong = (None, piece.wrong) if piece.wrong else parsed(_utf8(piece.text))
        yield _entry(f"entry {number}", raw, value, wrong, wanted)


def line_entries(file: IO[bytes], wanted: Sequence[Path], exact: Callable[[bytes], bytes]) -> Iterator[Entry]:
    """The objects of a file that has one a line. `file` is in UTF-8."""
    for line in lines(file):
        raw = line.raw.strip()
        if raw:
            value, wrong = parsed(raw) if line.whole else (None, TOO_LONG)
            yield _entry(f"line {line.number}", exact(raw), value, wrong, wanted)


def _entry(where: str, raw: bytes, value: Any, wrong: str, wanted: Sequence[Path]) -> Entry:
    if wrong or not isinstance(value, dict):
        return Entry(where, raw, (), wrong or "It is not an object with a text")
    return Entry(where, raw, [member(value, each) for each in wanted])


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def parsed(body: bytes) -> tuple[Any, str]:
    """The value, and what is wrong with it."""
    try:
        return strict_json(body), ""
    except BadJson as bad:
        return None, f"It cannot be read as JSON: {bad}"


def member(value: Any, path: Path) -> Value:
    for key in path:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdecimal():
            value = value[int(key)] if int(key) < len(value) else None
        else:
            return None
    found: Value = value
    return found


def columns_of(values: Sequence[Any], most: int = 200) -> tuple[str, ...]:
    """The members that objects have, as dotted paths, in the order in which they are met; lists end a path."""
    found: dict[str, None] = {}

    def walk(value: dict[str, Any], at: str, depth: int) -> None:
        for key, inner in value.items():
            name = f"{at}{key}"
            if isinstance(inner, dict) and inner and depth < DEEPEST_PATH:
                walk(inner, f"{name}.", depth + 1)
            elif len(found) < most and len(name) <= 200:
                found.setdefault(name)

    for value in values:
        if isinstance(value, dict):
            walk(value, "", 0)
    return tuple(found)


_BEGINS = re.compile(r"""\s*(?:[\w.$]{1,100}\s*=\s*)?[\[{]\s*(?:["\[{\]}]|-?\d|true|false|null|\Z)""")


def looks_like(sample: str) -> bool:
    """Does the text begin as JSON does, or as a script that assigns it?"""
    return _BEGINS.match(sample.removeprefix("\ufeff")) is not None


def looks_like_lines(sample: str) -> bool:
    """Is it an object a line? Judged by the first lines, of which some may be broken."""
    first = [line.strip() for line in sample.split("\n", 40)[:40] if line.strip()]
    if not first or not first[0].startswith("{"):
        return False
    value = parsed(_utf8(first[0]))[0]
    if isinstance(value, dict) and not _has_list(value):
        return True  # a document over several lines does not begin with a whole object
    if len(first) == 1:
        return False
    if len(first) > 2:
        first.pop()  # it may be cut
    return 2 * sum(isinstance(parsed(_utf8(line))[0], dict) for line in first) >= len(first)


def _has_list(value: dict[str, Any], depth: int = 0) -> bool:
    """Is a list of objects in it, where lists are looked for?"""
    return any(
        (isinstance(inner, list) and bool(inner) and isinstance(inner[0], dict))
        or (isinstance(inner, dict) and depth < DEEPEST_PATH and _has_list(inner, depth + 1))
        for inner in value.values()
    )
