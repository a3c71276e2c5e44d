"""The world's refusals. Each carries data, not sentences; windows and the command line find the words.

    Problem
    ├── Refused               something may not be done now, and nothing has changed
    │   ├── BreakDue          a break or a limit closes claim, reveal and decide
    │   ├── LimitReached
    │   ├── CalmFirst         calmer work waits, and the mix asks for it before this look
    │   ├── OffHours          the roster keeps this look from whoever asks now
    │   ├── NotAllowed        the platform, the rule or the role does not allow it
    │   ├── NotSignedIn       several persons sign in at this desk, and nobody has
    │   │   └── SignInAgain   the desk was left alone: the same person's passphrase is asked again
    │   ├── WrongPassphrase   `wait` says how long nothing more may be tried
    │   └── NoSuchCard
    ├── Lost                  the claim is no longer ours: cover the card, keep what the person typed
    │   └── EditedMeanwhile
    ├── PlatformProblem
    │   ├── Transient         a passing fault; `after` says how long to wait, where the platform said
    │   ├── SignInNeeded
    │   ├── Unsure            the request may or may not have arrived
    │   └── PlatformRefused
    ├── StoreProblem
    │   ├── StoreRefused      network share, loose file mode, read-only folder
    │   ├── NewerSchema
    │   ├── WrongKey
    │   ├── DamagedStore
    │   │   ├── OlderStore    whole, but lines of the journal that are known are missing
    │   │   └── MissingStore
    │   ├── StoreBusy
    │   └── DiskFull
    ├── KeyProblem            keyring locked, absent or slow; malformed key
    ├── BadInput              a file, row or option that cannot be read; names it and the remedy
    └── ScorerGone            the model is missing, damaged, or its process died

`what`, `why` and `remedy` are plain sentences for people. They hold no content of comments, no names of
persons and no secrets, so that they may be logged.
"""

from __future__ import annotations

from datetime import datetime, timedelta


class Problem(Exception):
    """What happened, why, and what to do next."""

    exit_code = 1

    def __init__(self, what: str, why: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what, self.why, self.remedy = what, why, remedy

    def sentence(self) -> str:
        """All three on one line. A reason in small letters follows a colon; a bare command is said to be run."""
        said = self.what.rstrip(".")
        if self.why:
            said += (": " if self.why[0].islower() else ". ") + self.why.rstrip(".")
        if self.remedy:
            said += (". Run: " if self.remedy[0].islower() else ". ") + self.remedy.rstrip(".")
        return said + "."


class Refused(Problem):
    pass


class BreakDue(Refused):
    """A break is due or running: reveal, claim and decide are closed until it has been taken."""

    def __init__(self, what: str, why: str = "", remedy: str = "", *, left: timedelta) -> None:
        super().__init__(what, why, remedy)
        self.left = left


class LimitReached(Refused):
    """`limit` is the key of the limit in wellbeing.limits; `until` is when there is room again."""

    def __init__(
        self, what: str, why: str = "", remedy: str = "", *, limit: str, until: datetime | None = None
    ) -> None:
        super().__init__(what, why, remedy)
        self.limit, self.until = limit, until


class CalmFirst(Refused):
    """Taking the next card is the way on; deciding unread and escalating unread stay open."""


class OffHours(Refused):
    """Outside somebody's rostered hours, or near the end of their shift."""


class NotAllowed(Refused):
    pass


class ConcernsYou(Refused):
    """The words may be about whoever asks. `alone`: there is nobody else who could look at them."""

    def __init__(self, what: str, why: str = "", remedy: str = "", *, alone: bool) -> None:
        super().__init__(what, why, remedy)
        self.alone = alone


class NotSignedIn(Refused):
    pass


class SignInAgain(NotSignedIn):
    pass


class WrongPassphrase(Refused):
    def __init__(self, what: str, why: str = "", remedy: str = "", *, wait: timedelta = timedelta(0)) -> None:
        super().__init__(what, why, remedy)
        self.wait = wait


class NoSuchCard(Refused):
    pass


class Lost(Problem):
    pass


class EditedMeanwhile(Lost):
    pass


class PlatformProblem(Problem):
    pass


class Transient(PlatformProblem):
    def __init__(self, what: str, why: str = "", remedy: str = "", *, after: timedelta | None = None) -> None:
        super().__init__(what, why, remedy)
        self.after = after


class SignInNeeded(PlatformProblem):
    pass


class Unsure(PlatformProblem):
    pass


class PlatformRefused(PlatformProblem):
    pass


class StoreProblem(Problem):
    pass


class StoreRefused(StoreProblem):
    pass


class NewerSchema(StoreProblem):
    pass


class WrongKey(StoreProblem):
    pass


class DamagedStore(StoreProblem):
    pass


class OlderStore(DamagedStore):
    pass


class MissingStore(DamagedStore):
    pass


class StoreBusy(StoreProblem):
    pass


class DiskFull(StoreProblem):
    pass


class KeyProblem(Problem):
    pass


class BadInput(Problem):
    pass


class ScorerGone(Problem):
    pass
