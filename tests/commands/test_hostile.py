"""What strangers write, from a file to the listing: nothing crashes, nothing is lost, nothing reaches the terminal raw."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.commands.conftest import Scripts
from tests.hostile import cases


def test_hostile_texts_and_names_go_from_a_file_to_the_line(scripts: Scripts):
    texts, names = cases("text"), cases("author")
    rows = [{"id": case.id, "text": case.text, "author": case.id} for case in texts]
    rows += [{"id": case.id, "text": "Good morning " + case.id, "author": case.text} for case in names]
    rows += [{"id": f"u-{case.id}", "text": "See here " + case.id, "url": case.text} for case in cases("url")]
    path = scripts.file("hostile.ndjson", *rows)
    done = scripts.run("import", "--yes", str(path), code=(0, 4))
    scripts.run("worker", "--once")
    cards = scripts.queue()
    db = scripts.store()
    kept = set(db.column("SELECT native_id FROM comment"))
    aside = db.column("SELECT count(*) FROM set_aside")[0]
    unscored = db.column("SELECT count(*) FROM card WHERE scored = 0")[0]
    db.close()
    assert len(kept) + aside == len(rows), "every row is in the queue or in quarantine"
    assert sum(card["copies"] for card in cards) == len(kept)
    assert unscored == 0
    assert "Traceback" not in done.output
    for options in ([], ["--all"]):
        shown = scripts.run("queue", *options).output
        assert all(ch.isprintable() or ch == "\n" for ch in shown)
        assert shown.count("\n") == len(cards) + 1, (
            "a line for each card, whatever its author put into a name"
        )
        assert max(map(len, shown.splitlines())) < 2000
    assert all(ord(ch) < 128 for ch in scripts.run("queue", "--json").output)


def test_hostile_lines_go_through_the_scorer_one_for_one(scripts: Scripts):
    lines = [json.dumps({"text": case.text}).encode() for case in cases("text")]
    lines += [
        case.data.replace(b"\n", b" ") for case in cases("connector_body") if len(case.data) < 1_000_000
    ]
    done = scripts.run("score", stdin=b"\n".join(lines) + b"\n", key=None)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(lines)
    assert all(
        "error" in answer or {"labels", "band", "veiled", "model"} <= set(answer) for answer in answers
    )
    assert all(answer["veiled"] for answer in answers if answer.get("band", "S0") != "S0")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(
        st.binary(max_size=60).map(lambda raw: raw.replace(b"\n", b""))
        | st.text(max_size=200).map(lambda text: json.dumps({"text": text}).encode())
        | st.text(alphabet=st.characters(categories=["Cs", "Co", "Cn", "Cf", "Mn"]), max_size=60).map(
            lambda text: json.dumps({"text": "You absolute " + text}).encode()
        ),
        min_size=1,
        max_size=30,
    )
)
def test_any_lines_are_answered_one_for_one(scripts: Scripts, lines: list[bytes]):
    done = scripts.run("score", stdin=b"\n".join(lines) + b"\n", key=None)
    assert [
        set(json.loads(line)) >= {"error"} or "band" in json.loads(line) for line in done.stdout.splitlines()
    ] == [True] * len(lines)
