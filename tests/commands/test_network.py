"""`moderator network test` says for each server whether it can be reached, and why not."""

from __future__ import annotations

import json

from click.testing import CliRunner

from moderator.commands import main
from tests.test_network import serving


def test_each_server_is_told_and_one_that_fails_fails_the_command():
    with serving() as (port, _):
        there, nowhere = f"http://127.0.0.1:{port}", "http://127.0.0.1:9"
        done = CliRunner().invoke(main, ["network", "test", there])
        assert (done.exit_code, done.output) == (0, f"    ok  {there}: it answers (200)\n")
        done = CliRunner().invoke(main, ["network", "test", "--json", there, nowhere])
    assert done.exit_code == 1
    told = [json.loads(line) for line in done.output.splitlines()]
    assert [(one["server"], one["ok"]) for one in told] == [(there, True), (nowhere, False)]
