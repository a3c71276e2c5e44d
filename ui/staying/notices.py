"""Notices of the system for a person who looks elsewhere. They hold no text, no author and no category.

Pure: what was so before and what is so now give the sentences; `Tray` shows them.
"""

from __future__ import annotations

from moderator.overview import Status
from ui.capacity.words import NOTICE
from ui.status import title_of


def notices(before: Status | None, now: Status) -> list[str]:
    """What has become worth a notice since `before`. Nothing is said twice, and nothing at the first look."""
    if before is None:
        return []
    said = []
    for account in now.accounts:
        if account.trouble_kind == "sign_in" and account.id not in _signed_out(before):
            title = title_of(account.platform)
            said.append(f"An account on {title} needs signing in again. The others go on.")
    if now.parked > before.parked:
        more = now.parked - before.parked
        what = "A decision" if more == 1 else f"{more} decisions"
        said.append(f"{what} could not be carried out and waits for a person.")
    if now.exhausted and not before.exhausted:
        said.append(NOTICE)
    if now.worker.state == "silent" and before.worker.state == "running":
        said.append("Gathering has stopped. What was decided waits safely.")
    return said


def _signed_out(status: Status) -> set[int]:
    return {account.id for account in status.accounts if account.trouble_kind == "sign_in"}
