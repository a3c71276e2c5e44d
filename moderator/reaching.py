"""Can the servers be reached? For the test button of the settings and `moderator network test`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from moderator.network import Network
from moderator.problems import Problem
from moderator.web import Web


@dataclass(frozen=True, slots=True)
class Reached:
    server: str
    ok: bool
    says: str


async def reach(servers: Iterable[str], network: Network) -> list[Reached]:
    """Each server, in this order, all at once. Any answer counts, also a refusal: the way there is what is tried."""
    return list(await asyncio.gather(*(_one(server, network) for server in servers)))


async def _one(server: str, network: Network) -> Reached:
    try:
        web = Web(server, network=network)
    except Problem as problem:
        return Reached(server, False, problem.sentence())
    try:
        return Reached(server, True, f"it answers ({await web.reach()})")
    except Problem as problem:
        return Reached(server, False, problem.sentence())
    finally:
        await web.close()
