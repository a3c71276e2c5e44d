"""Empty databases for one measurement, gone afterwards."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from moderator.clock import SystemClock
from moderator.store.db import Db, open_postgres, open_sqlite


class Place:
    """Files in a folder of their own, or scratch databases on the server at `url`."""

    def __init__(self, engine: str, url: str, count: int) -> None:
        if engine not in ("sqlcipher", "plain", "postgresql") or (engine == "postgresql") != bool(url):
            raise ValueError("engine is sqlcipher, plain, or postgresql with a url")
        self.engine, self._server, self._count = engine, url, count
        self.key = os.urandom(32) if engine == "sqlcipher" else None
        self._kept = tempfile.TemporaryDirectory(prefix="moderator-bench-")
        self.folder = Path(self._kept.name)

    def __enter__(self) -> Place:
        if self.engine == "postgresql":
            for number in range(self._count):
                self._on_server(f"CREATE DATABASE {self._name(number)}")
        return self

    def __exit__(self, *_: object) -> None:
        if self.engine == "postgresql":
            for number in range(self._count):
                self._on_server(f"DROP DATABASE IF EXISTS {self._name(number)} WITH (FORCE)")
        self._kept.cleanup()

    def where(self, number: int) -> str:
        if self.engine != "postgresql":
            return str(self.folder / "home" / f"bench{number}.db")
        from psycopg.conninfo import make_conninfo

        return make_conninfo(self._server, dbname=self._name(number))

    def open(self, number: int) -> Db:
        return open_at(self.where(number), self.key)

    def _name(self, number: int) -> str:
        return f"moderator_bench_{os.getpid()}_{number}"

    def _on_server(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(self._server, autocommit=True) as conn:
            conn.execute(sql.encode())


def open_at(where: str, key: bytes | None) -> Db:
    if where.startswith("/"):
        return open_sqlite(Path(where), key, SystemClock())
    return open_postgres(where, SystemClock())
