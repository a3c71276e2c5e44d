"""Prints what `make` installs: the dependencies of pyproject.toml, without Detoxify (see `make detoxify`).

`--dev` prints the tools and the extras of the tests. The standard library alone, because nothing is there yet.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ON_REQUEST = ("detoxify",)  # brings torch: gigabytes on many machines


def main() -> None:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))
    wanted = [line for line in project["project"]["dependencies"] if not line.startswith(ON_REQUEST)]
    if "--dev" in sys.argv:
        wanted = [
            *project["dependency-groups"]["dev"],
            *project["project"]["optional-dependencies"]["team"],
        ]
    print("\n".join(wanted))


if __name__ == "__main__":
    main()
