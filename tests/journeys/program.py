"""The program as a person or a script runs it: our own command line in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "5e" * 32


@dataclass
class Program:
    """One installation. `run` gives the finished process, `lines` the JSON lines of a command."""

    home: Path
    key: str = KEY
    environ: dict[str, str] = field(default_factory=dict)

    def start(
        self, *arguments: str, by: tuple[str, str] | None = None, **more: Any
    ) -> subprocess.Popen[bytes]:
        """The key goes over a pipe, as it does for a service; so does the passphrase of `by`, a person and theirs."""
        pipes = [pipe(self.key)]
        given = ["--key-fd", str(pipes[0])]
        if by is not None:
            pipes.append(pipe(by[1]))
            given += ["--person", by[0], "--pass-fd", str(pipes[1])]
        try:
            return subprocess.Popen(
                [sys.executable, "-m", "moderator", *given, *arguments],
                pass_fds=pipes,
                cwd=ROOT,
                env={**os.environ, "MODERATOR_HOME": str(self.home), **self.environ},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                **more,
            )
        finally:
            for reader in pipes:
                os.close(reader)

    def run(
        self,
        *arguments: str,
        stdin: str = "",
        code: int | Sequence[int] | None = 0,
        by: tuple[str, str] | None = None,
    ) -> Any:
        child = self.start(*arguments, by=by, stdin=subprocess.PIPE)
        out, err = child.communicate(stdin.encode("utf-8"), timeout=120)
        done = subprocess.CompletedProcess(arguments, child.returncode, out.decode(), err.decode())
        if code is not None:
            allowed = (code,) if isinstance(code, int) else code
            assert done.returncode in allowed, (arguments, done.returncode, done.stdout, done.stderr)
        return done

    def queue(self, *options: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run("queue", "--json", *options).stdout.splitlines()]

    def work(self) -> str:
        return str(self.run("worker", "--once").stdout)


def pipe(secret: str) -> int:
    """The end to read from, with one line in it."""
    reader, writer = os.pipe()
    os.write(writer, secret.encode("utf-8") + b"\n")
    os.close(writer)
    return reader
