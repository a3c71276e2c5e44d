"""HTML that strangers wrote becomes plain text: paragraphs, line breaks, and where a link leads when it says otherwise.

Not the standard library's parser: on Python 3.11 it takes quadratic time for input that is made to be slow. Here
every sign is looked at a fixed number of times, whatever stands there; nothing is loaded, nothing is run, and no
tree is built that could be too deep.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

_BLOCKS = frozenset(
    "p div ul ol pre blockquote h1 h2 h3 h4 h5 h6 table tr section article header footer figure hr".split()
)
_UNSEEN = ("script", "style", "template")
_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9:-]*)")
_ENDS = re.compile("[\"'>]")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>=`]++))""")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LONGEST_TAG = 20_000  # signs; attributes of a longer one are not read

Known = Callable[[str, str], bool]


def plain(html: str, *, known: Known = lambda text, href: False) -> str:
    """The words of `html`, as a reader would see them.

    A link whose text is not its address is followed by the address in brackets, unless `known(text, href)` says
    that both are the same thing (a mention, a hashtag).
    """
    page = _Page(known)
    at = 0
    lowered: str | None = None
    while (start := html.find("<", at)) >= 0:
        page.words(html[at:start])
        name = _NAME.match(html, start + 1)
        if html.startswith("<!--", start):
            end = html.find("-->", start + 4)
            at = len(html) if end < 0 else end + 3
            continue
        if name is None and not html.startswith(("<!", "<?", "</"), start):
            page.words("<")
            at = start + 1
            continue
        end = _end_of_tag(html, start + 1)
        if end < 0:  # never closed: shown as it stands, for nothing may be hidden from a reader by a trick
            at = start
            break
        at = end + 1
        if name is None:
            continue
        word = name[1].lower()
        if html[start + 1] == "/":
            page.close(word)
            continue
        page.open(word, html[start + 1 : end])
        if word in _UNSEEN:
            lowered = html.lower() if lowered is None else lowered
            if len(lowered) != len(html):  # a letter that grows when it is lowered: places differ
                lowered = "".join(sign.lower() if sign.isascii() else sign for sign in html)
            closing = lowered.find("</" + word, at)
            at = len(html) if closing < 0 else closing
    page.words(html[at:])
    return page.text()


def _end_of_tag(html: str, at: int) -> int:
    """Where this tag's ">" stands; one inside quotes is no end. -1 when there is none."""
    while (found := _ENDS.search(html, at)) is not None:
        if found[0] == ">":
            return found.start()
        at = html.find(found[0], found.end()) + 1
        if at == 0:
            return -1
    return -1


class _Page:
    """What has been read so far, piece by piece."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._parts: list[str] = []
        self._link: tuple[str, int] | None = None  # where it leads, and which part it begins at
        self._verbatim = 0

    def words(self, text: str) -> None:
        if text:
            told = unescaped(text if self._verbatim else _SPACE.sub(" ", text))
            self._parts.append(told)

    def open(self, name: str, tag: str) -> None:
        if name == "br":
            self._parts.append("\n")
        elif name in _BLOCKS:
            self._parts.append("\n\n")
            self._verbatim += name == "pre"
        elif name == "li":
            self._parts.append("\n- ")
        elif name == "a":
            self._end_link()
            self._link = (_attribute(tag, "href"), len(self._parts))
        elif name == "img":
            self.words(_attribute(tag, "alt"))

    def close(self, name: str) -> None:
        if name == "a":
            self._end_link()
        elif name in _BLOCKS:
            self._parts.append("\n\n")
            self._verbatim -= name == "pre" and self._verbatim > 0

    def _end_link(self) -> None:
        if self._link is None:
            return
        (href, since), self._link = self._link, None
        text = "".join(self._parts[since:]).strip()
        if href and not _same(text, href) and not self._known(text, href):
            self._parts.append(f" ({href})" if text else href)

    def text(self) -> str:
        """Every paragraph on its own, one empty line between two."""
        self._end_link()
        lines = [line.strip(" ") for line in "".join(self._parts).split("\n")]
        kept: list[str] = []
        for line in lines:
            if line or (kept and kept[-1]):
                kept.append(line)
        return "\n".join(kept).strip("\n")


def _attribute(tag: str, name: str) -> str:
    if len(tag) > _LONGEST_TAG:
        return ""
    for found in _ATTRIBUTE.finditer(tag):
        if found[1].lower() == name:
            return unescaped(found[2] or found[3] or found[4] or "").strip()
    return ""


def _same(text: str, href: str) -> bool:
    """Does the link show its own address? What Mastodon cuts off for the eye stands in the text all the same."""
    return _bare(text) == _bare(href)


def _bare(address: str) -> str:
    return re.sub(r"^(?:https?://|mailto:)", "", address.strip(), flags=re.IGNORECASE).rstrip("/")


def unescaped(text: str) -> str:
    """Entities as the letters they stand for. Absurd ones stay as they are."""
    return _ENTITY.sub(lambda found: unescape(found[0]), text) if "&" in text else text
