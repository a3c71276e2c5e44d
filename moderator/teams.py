"""Teams: who is in them and who leads them. Used by covers, fairness and the leads' view."""

from __future__ import annotations

from moderator.gate import Gate, Who, asks
from moderator.people import names
from moderator.people.roles import Role, Verb
from moderator.problems import BadInput, NotAllowed
from moderator.store import journal, people, teams
from moderator.store.db import Db
from moderator.store.teams import Team as Team


class Teams:
    """See the module. `who` acts."""

    def __init__(self, db: Db, who: Who) -> None:
        self._db, self._who = db, who
        self._gate = Gate(db, who.person)

    def demand(self, verb: Verb) -> None:
        self._gate.demand(verb)

    @asks(Verb.SEE_ROSTER)
    def teams(self) -> tuple[Team, ...]:
        """By name. Members are pseudonyms."""
        return tuple(teams.listed(self._db))

    @asks(Verb.MANAGE_TEAMS)
    def make(self, name: str) -> int:
        name = names.tidy(name, "team's name")
        with self._db.transaction():
            made = teams.make(self._db, name, names.key(name))
            if made is None:
                raise _taken()
            self._say("team made", made, {})
        return made

    @asks(Verb.MANAGE_TEAMS)
    def rename(self, team_id: int, name: str) -> None:
        name = names.tidy(name, "team's name")
        with self._db.transaction():
            self._team(team_id)
            if not teams.rename(self._db, team_id, name, names.key(name)):
                raise _taken()
            self._say("team renamed", team_id, {})

    @asks(Verb.MANAGE_TEAMS)
    def close(self, team_id: int) -> None:
        """Its members stay where they are; the team is no more."""
        with self._db.transaction():
            self._team(team_id)
            teams.close(self._db, team_id)
            self._say("team closed", team_id, {})

    @asks(Verb.MANAGE_TEAMS)
    def put_in(self, team_id: int, person: str, *, lead: bool = False) -> None:
        """Into the team; again with another `lead` to change that. A lead of a team holds the role lead."""
        with self._db.transaction():
            self._team(team_id)
            known = people.get(self._db, person)
            if known is None or known.left_us is not None:
                raise BadInput(
                    f"There is no person {person[:40]} here", "", "List them with: moderator person list"
                )
            if lead and Role.LEAD not in known.roles:
                raise NotAllowed(
                    "They do not hold the role lead",
                    "A lead sees how the team is doing",
                    "Give them the role first",
                )
            teams.put_in(self._db, team_id, person, lead=lead)
            self._say("team member in", team_id, {"person": person, "lead": lead})

    @asks(Verb.MANAGE_TEAMS)
    def take_out(self, team_id: int, person: str) -> None:
        with self._db.transaction():
            self._team(team_id)
            if not teams.take_out(self._db, person, team_id):
                raise BadInput(
                    f"{person[:40]} is not in this team", "", "List teams with: moderator team list"
                )
            self._say("team member out", team_id, {"person": person})

    def _team(self, team_id: int) -> Team:
        found = teams.get(self._db, team_id)
        if found is None:
            raise BadInput(f"There is no team {team_id}", "", "List them with: moderator team list")
        return found

    def _say(self, act: str, team_id: int, facts: dict[str, object]) -> None:
        people.mark_changed(self._db)
        journal.append(self._db, self._who.person, act, f"team {team_id}", facts)


def _taken() -> BadInput:
    return BadInput("There is a team of that name", "", "Give another name")
