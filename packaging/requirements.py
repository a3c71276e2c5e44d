"""Prints what `make` installs: the dependencies of pyproject.toml and what runs converted models, without Detoxify.

`--dev` prints the tools and the extras of the tests, `--convert` what `make detoxify` needs after torch. The
standard library alone, because nothing is there yet.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ON_REQUEST = ("detoxify",)  # brings torch: gigabytes on many machines


def main() -> None:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    named = project["project"]["dependencies"]
    wanted = [*(line for line in named if not line.startswith(ON_REQUEST)), *extras["onnx"]]
    if "--convert" in sys.argv:
        wanted = [*(line for line in named if line.startswith(ON_REQUEST)), *extras["convert"]]
    if "--dev" in sys.argv:
        wanted = [
            *project["dependency-groups"]["dev"],
            *extras["team"],
        ]
    print("\n".join(wanted))


if __name__ == "__main__":
    main()
