"""What happens to an agency on a bad morning, on a real network."""

from __future__ import annotations

from dataclasses import dataclass

from tests.journeys.speech import CIVIL, HARSH, HARSH_COPIED
from tests.peers.bluesky import Network, Person, Post

COPIES = 30


@dataclass(frozen=True)
class Storm:
    """Sixty replies under `post`: the troll's forty hostile ones, thirty of them exact copies, and civil ones."""

    post: Post
    troll: Person
    citizen: Person


def storm(network: Network, agency: Person) -> Storm:
    troll, citizen = network.new_person("troll"), network.new_person("citizen")
    post = agency.post("Track works close the northern line until Thursday")
    network.settle()
    for text in [HARSH_COPIED] * COPIES + HARSH:
        troll.post(text, under=post)
    for text in CIVIL:
        citizen.post(text, under=post)
    network.settle()
    return Storm(post, troll, citizen)
