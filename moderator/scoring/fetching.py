"""A published model from where its authors keep it, for machines that may reach it. Everybody else brings a file.

A download that stops goes on where it stopped, also days later. Redirects are followed here, to https alone; nothing
but the address is told to anybody. The checkpoint is held against the hash in its name. The tokenizers have no published
hash: what came over TLS is hashed into the model's manifest, and is what every later load must find.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from moderator.network import Network
from moderator.problems import PlatformRefused
from moderator.scoring.variants import Variant
from moderator.web import Web

LARGEST = 4_000_000_000  # bytes; the largest of the three has 1.1 GB
HOPS = 5
Progress = Callable[[int, int], None]


def fetch_variant(
    variant: Variant, folder: Path, network: Network, progress: Progress
) -> tuple[Path, Path | None]:
    """The checkpoint and the folder of its tokenizer, None where that ships. Raises Transient, PlatformRefused."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    checkpoint = folder / variant.file
    asyncio.run(fetch(variant.url, checkpoint, network, progress))
    if not variant.hub:
        return checkpoint, None
    for name in variant.tokenizer_files:
        asyncio.run(fetch(f"{variant.hub}/{name}", folder / name, network, progress))
    return checkpoint, folder


async def fetch(address: str, file: Path, network: Network, progress: Progress) -> None:
    """One file. It has its name only when all of it is there."""
    if file.exists():
        return
    part = file.with_name(f"{file.name}.part")
    for _ in range(HOPS):
        parts = urlsplit(address)
        web = Web(f"{parts.scheme}://{parts.netloc}", network=network)
        try:
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            address = await web.fetch(path, part, most=LARGEST, progress=progress)
        finally:
            await web.close()
        if not address:
            part.rename(file)
            return
    raise PlatformRefused("The server sends us round and round", "", "Bring the file on a stick")
