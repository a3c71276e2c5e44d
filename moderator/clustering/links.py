"""Two addresses of one page are one link: by rules, never by asking the network.

Tracking parameters go, `www.`, `m.` and their like fold, doors that lead elsewhere (`l.facebook.com/l.php?u=`) are
opened where the address says where to, and short forms of which the long one is known are written out. A short
address that only its owner can resolve (bit.ly) stays a link of its own.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'“”«»]{1,2000}", re.IGNORECASE)
_ENDS = ".,;:!?)]}*_…"
_FOLDED_HOST = re.compile(r"^(?:www\d?|m|mobile|amp|old|new|touch)\.(?=.+\.)|(?<=^[a-z]{2}\.)m\.")
_TRACKING = re.compile(
    r"utm_\w*|mtm_\w*|pk_\w*|hsa_\w*|mc_[ce]id|[fgt]bclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ttclid|twclid|igsh(?:id)?"
    r"|_ga|_gl|_hs(?:enc|mi)|mkt_tok|ref(?:_src|_url|errer)?|source|src|si|feature|share(?:_id|d)?|sharetype|fref|__tn__"
    r"|__cft__.*|cmpid|cmp|ocid|xtor|at_\w+|wt_?\w*mc\w*|spm|scid|smid|smtyp|partner|amp|outputtype|s|t|pp|ab_channel|app"
)
_SHORT_PARAMETERS = {
    "s": ("x.com",),
    "t": ("x.com", "youtube.com"),
    "pp": ("youtube.com",),
    "app": ("youtube.com",),
}
_DOORS = {
    "l.facebook.com": "u", "lm.facebook.com": "u", "l.instagram.com": "u", "google.com": "q", "youtube.com": "q",
    "out.reddit.com": "url", "t.umblr.com": "z", "vk.com": "to", "slack-redir.net": "url", "linkedin.com": "url",
}  # fmt: skip
_ARCHIVED = re.compile(r"^/(?:web/)?\d{4,14}[a-z_]*/(https?:/+.+)$")
_VIDEO = re.compile(r"^/(?:shorts|embed|live|v)/([\w-]+)")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$")


def links(text: str) -> list[str]:
    """The links in a text, as they are written, without the signs that end the sentence."""
    if "://" not in text and "www." not in text and "WWW." not in text:
        return []
    return [found[0].rstrip(_ENDS) for found in LINK.finditer(text)]


def canonical(link: str, depth: int = 0) -> str:
    """One writing for every address of a page: host and path, and what of the query tells pages apart."""
    link = link.strip()[:2000]
    if "://" not in link:
        link = "https://" + link
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").rstrip(".")
        query = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:  # not an address after all: compared as it is written
        return "".join(link.lower().split())
    path = parts.path
    whole = host
    host = _FOLDED_HOST.sub("", host)
    if depth < 3 and (inner := _behind_a_door(whole, host, path, dict(query))):
        return canonical(inner, depth + 1)
    host, path, query = _written_out(host, path, query)
    kept = sorted((name, value) for name, value in query if not _tracks(name.lower(), host))
    path = _INDEX.sub("", unquote(path).rstrip("/"))
    if path.endswith("/amp"):
        path = path[: -len("/amp")]
    return "".join((host + path + ("?" + urlencode(kept) if kept else "")).split())


def names_a_page(link: str) -> bool:
    """A canonical link that leads further than a front page."""
    return "/" in link or "?" in link


def _tracks(name: str, host: str) -> bool:
    if not _TRACKING.fullmatch(name):
        return False
    return name not in _SHORT_PARAMETERS or host in _SHORT_PARAMETERS[name]


def _behind_a_door(whole: str, host: str, path: str, query: dict[str, str]) -> str | None:
    name = _DOORS.get(whole) or _DOORS.get(host)
    door = path in ("/l.php", "/url", "/redirect", "/away.php", "/link", "/safety/go", "", "/")
    if name and door and "." in query.get(name, query.get("url", "")):
        return query.get(name) or query.get("url")
    if host in ("web.archive.org", "archive.org", "archive.today", "archive.ph") and (
        old := _ARCHIVED.match(path)
    ):
        return old[1]
    if host == "google.com" and path.startswith("/amp/"):
        return path.removeprefix("/amp/").removeprefix("s/")
    return None


def _written_out(
    host: str, path: str, query: list[tuple[str, str]]
) -> tuple[str, str, list[tuple[str, str]]]:
    """Short forms and second names of which the long or first one is known."""
    if host == "youtu.be" and len(path) > 1:
        return "youtube.com", "/watch", [("v", path[1:].split("/")[0]), *query]
    if host in ("youtube.com", "youtube-nocookie.com"):
        if video := _VIDEO.match(path):
            return "youtube.com", "/watch", [("v", video[1]), *query]
        return "youtube.com", path, [pair for pair in query if pair[0] in ("v", "search_query")]
    if host in ("twitter.com", "fxtwitter.com", "vxtwitter.com", "fixupx.com"):
        host = "x.com"
    if host == "x.com" and (post := re.match(r"^/(?:\w+|i/web)/status/(\d+)", path)):
        return host, f"/i/status/{post[1]}", []
    if host == "redd.it" and len(path) > 1:
        return "reddit.com", f"/comments/{path[1:]}", []
    if host == "reddit.com" and (thread := re.match(r"^(?:/r/\w+)?/comments/(\w+)(?:/[^/]*)?/?$", path)):
        return host, f"/comments/{thread[1]}", []
    return host, path, query
