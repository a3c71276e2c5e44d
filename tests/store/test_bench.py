"""The measurements measure: small runs of what `moderator bench` prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from moderator.bench import claims, desk, ingest


@pytest.mark.parametrize("engine", ["sqlcipher", "postgresql"])
def test_ingest_and_claims_can_be_measured(engine: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("postgres_url") if engine == "postgresql" else None
    assert ingest.run(postgres=url, size=600)[engine]["ratio"] > 0
    found = claims.claims(60, 2, engine=engine, url=url or "")
    assert (found["claims"], found["doubles"]) == (60, 0)


def test_an_engine_without_its_server_is_refused() -> None:
    with pytest.raises(ValueError, match="url"):
        ingest.ingest(1, engine="postgresql")


def test_a_card_in_two_desks_logs_is_a_double(tmp_path: Path) -> None:
    logs = [tmp_path / "a", tmp_path / "b"]
    for log, got in zip(logs, ([1, 2], [2, 3]), strict=True):
        log.write_text(json.dumps({"got": got, "waits": [1000, 2000]}))
    told = claims._told(logs, 1_000_000)
    assert (told["claims"], told["doubles"], told["p99_ms"]) == (4, 1, 2.0)


@pytest.mark.slow
def test_the_desk_can_be_measured() -> None:
    told = desk.desk(1500)
    assert told["cards"] > 1000
    assert told["frames"]["jumps"]["median"] > 0
    assert told["open_card_ms"] > 0
    assert set(told["filters_ms"]) == set(told["filters_ratio"])
    assert len(told["filters_ms"]) > 20
