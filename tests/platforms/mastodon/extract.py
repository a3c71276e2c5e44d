"""Makes `recorded.ndjson.xz` anew: what a real Mastodon 4.7.3 was asked and said (2026-10), as far as it concerns us.

    pip download --no-deps --no-binary :all: Mastodon.py==2.3.3
    pip install pyyaml
    python -m tests.platforms.mastodon.extract mastodon_py-2.3.3.tar.gz

The recordings lie in the source distribution of Mastodon.py (MIT, see LICENSE beside this file), `tests/cassettes/`.
Of exchanges that look alike one is kept. Secrets, tokens, pictures' names and rude words are replaced; everything
else stands as it was recorded.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.platforms.mastodon.contract import RECORDED, template

WANTED = (
    r"GET /\.well-known/oauth-authorization-server",
    r"POST /oauth/token",
    r"(POST|GET) /api/v1/apps(/verify_credentials)?",
    r"GET /api/v1/accounts/verify_credentials",
    r"GET /api/v1/accounts/:id(/statuses)?",
    r"POST /api/v1/accounts/:id/(un)?(mute|block)",
    r"GET /api/v1/accounts/relationships",
    r"GET /api/v1/accounts/lookup",
    r"GET /api/v[12]/instance(/rules)?",
    r"GET /api/v1/notifications",
    r"(POST|GET|PUT|DELETE) /api/v1/statuses(/:id)?",
    r"GET /api/v1/statuses/:id/(context|history)",
    r"POST /api/v1/statuses/:id/(un)?mute",
    r"POST /api/v1/statuses/:id/reblog",
    r"GET /api/v1/statuses/:id/quotes",
    r"GET /api/v1/timelines/home",
    r"POST /api/v1/reports",
    r"(POST|GET|PUT|DELETE) /api/v2/filters(/:id)?(/keywords|/statuses)?(/:id)?",
    r"DELETE /api/v2/filters/(keywords|statuses)/:id",
)
HEADERS = ("content-type", "link", "date", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
REPLACED = (
    (r'("(?:client_id|client_secret|access_token)":")[^"]*', r"\1replaced"),
    (r'("(?:vapid_key|public_key)":")[^"]*', r"\1replaced"),
    (r"original/[0-9a-f]{16}\.", "original/replaced."),
    (r"check this [a-z]+ [a-z]+ out", "check this out"),
)


def exchanges(archive: str) -> Iterator[dict[str, Any]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with tarfile.open(archive) as files:
        for member in files:
            if "/tests/cassettes/" not in member.name or not member.name.endswith(".yaml"):
                continue
            found = files.extractfile(member)
            assert found is not None
            for one in (yaml.load(found.read(), Loader=loader) or {}).get("interactions", []):
                made = _exchange(member.name, one["request"], one["response"])
                if made is not None:
                    yield made


def _exchange(name: str, request: dict[str, Any], response: dict[str, Any]) -> dict[str, Any] | None:
    asked = urlsplit(request["uri"])
    if asked.hostname != "localhost":
        return None
    body = response["body"].get("string", "")
    body = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
    for pattern, new in REPLACED:
        body = re.sub(pattern, new, body)
    headers = {key.lower(): values[0] for key, values in response["headers"].items()}
    sent = request.get("body") or ""
    sent = sent.decode("utf-8", "replace") if isinstance(sent, bytes) else sent
    names = [key for key, _ in parse_qsl(asked.query, keep_blank_values=True)]
    try:
        names += list(json.loads(sent))
    except ValueError:
        names += [key for key, _ in parse_qsl(sent, keep_blank_values=True)]
    return {
        "from": Path(name).stem,
        "method": request["method"],
        "path": asked.path.rstrip("/"),
        "given": sorted({key.removesuffix("[]") for key in names}),
        "status": response["status"]["code"],
        "headers": {key: headers[key] for key in HEADERS if key in headers},
        "body": body,
    }


def outline(value: Any) -> Any:
    """What two answers have in common that look alike."""
    if isinstance(value, dict):
        return {key: outline(each) for key, each in sorted(value.items())}
    if isinstance(value, list):
        return sorted({json.dumps(outline(each), sort_keys=True) for each in value})
    return type(value).__name__


def main(archive: str) -> None:
    kept: dict[str, dict[str, Any]] = {}
    given: dict[str, set[str]] = {}
    for one in exchanges(archive):
        where = f"{one['method']} {template(one['path'])}"
        if not any(re.fullmatch(wanted, where) for wanted in WANTED) and one["status"] != 403:
            continue
        if "scheduled_at" in one["given"]:  # answered with another entity
            continue
        given.setdefault(where, set()).update(one["given"])
        try:
            looks = json.dumps(outline(json.loads(one["body"])))
        except ValueError:
            continue
        kept.setdefault(f"{where} {one['status']} {looks}", one)
    for one in kept.values():
        one["given"] = sorted(given[f"{one['method']} {template(one['path'])}"])
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in kept.values())
    RECORDED.write_bytes(lzma.compress(lines.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(kept)} exchanges, {len(lines)} bytes, {RECORDED.stat().st_size} compressed")


if __name__ == "__main__":
    main(sys.argv[1])
