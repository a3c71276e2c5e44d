"""The queue protocol: who has which card, what was decided, and how it is taken back.

A claim is a lease of two minutes on one card; its id is the fencing token. A desk may show the card until 90
seconds after it *sent* its last granted request, by its own boot clock, and the lease runs 30 seconds longer.
So no card is ever on two screens, whatever is cut, killed or suspended.

Every function runs inside the caller's transaction, and the claim is committed before anything is shown. The
card's row is locked first and stands for all that concerns it: claim, copies, decision.
"""

from moderator.store.claims import (
    LEASE,
    TRUST,
    Claim,
    card_of,
    claim,
    heartbeat,
    held,
    open_claim,
    open_of,
    pass_,
    release,
)
from moderator.store.deciding import (
    UNDO,
    Act,
    DecisionRow,
    add_note,
    agree,
    awaiting,
    beside,
    copies,
    decide,
    decision,
    decision_of,
    newest_standing,
    notes,
    recent,
    was_escalated,
)
from moderator.store.undoing import undo

__all__ = [
    "LEASE",
    "TRUST",
    "UNDO",
    "Act",
    "Claim",
    "DecisionRow",
    "add_note",
    "agree",
    "awaiting",
    "beside",
    "card_of",
    "claim",
    "copies",
    "decide",
    "decision",
    "decision_of",
    "heartbeat",
    "held",
    "newest_standing",
    "notes",
    "open_claim",
    "open_of",
    "pass_",
    "recent",
    "release",
    "undo",
    "was_escalated",
]
