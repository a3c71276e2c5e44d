"""The measurements measure: small runs of what `moderator bench` prints."""

from __future__ import annotations

import pytest

from moderator.bench import claims, ingest


@pytest.mark.parametrize("engine", ["sqlcipher", "postgresql"])
def test_ingest_and_claims_can_be_measured(engine: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("postgres_url") if engine == "postgresql" else None
    assert ingest.run(postgres=url, size=600)[engine]["ratio"] > 0
    found = claims.claims(60, 2, engine=engine, url=url or "")
    assert (found["claims"], found["doubles"]) == (60, 0)


def test_an_engine_without_its_server_is_refused() -> None:
    with pytest.raises(ValueError, match="url"):
        ingest.ingest(1, engine="postgresql")
